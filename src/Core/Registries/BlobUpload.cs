using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Brings one blob into a repository (distribution-spec, pushing blobs): HEAD, mount, POST and one PUT. POST and PUT are the unit of retry: what a broken
/// PUT left in an upload is unknown, so another attempt opens a new one.
/// </summary>
internal sealed class BlobUpload(RegistryConnection connection, RegistryClient client, RegistryCall call, string repository)
{
    private const string Uploads = "blobs/uploads/";

    public async Task<BlobTransfer> RunAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, string? mountFrom, CancellationToken cancellationToken)
    {
        if (await client.HasBlobAsync(blob.Digest, cancellationToken).ConfigureAwait(false))
            return BlobTransfer.Skipped;

        Uri? place = null;
        if (mountFrom is not null)
        {
            (var isMounted, place) = await MountAsync(blob.Digest, mountFrom, cancellationToken).ConfigureAwait(false);
            if (isMounted)
                return BlobTransfer.Mounted;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(blob, open, place, cancellationToken).ConfigureAwait(false);
                return BlobTransfer.Uploaded;
            }
            catch (RegistryException exception) when (attempt < RetryRule.Attempts && IsWorthAnotherUpload(exception))
            {
                await connection.WaitAsync(exception, attempt, cancellationToken).ConfigureAwait(false);
                place = null;

                // It may have arrived, and only the answer was lost.
                if (await client.HasBlobAsync(blob.Digest, cancellationToken).ConfigureAwait(false))
                    return BlobTransfer.Uploaded;
            }
        }
    }

    // An upload that a registry forgot is not a blob that is missing.
    private static bool IsWorthAnotherUpload(RegistryException exception) =>
        RegistryConnection.IsWorthWaiting(exception) || exception.ErrorCode is "BLOB_UPLOAD_UNKNOWN" or "BLOB_UPLOAD_INVALID";

    private async Task<(bool IsMounted, Uri? Place)> MountAsync(Digest digest, string from, CancellationToken cancellationToken)
    {
        var query = $"{Uploads}?mount={Uri.EscapeDataString(digest.Value)}&from={Uri.EscapeDataString(from)}";
        try
        {
            var place = await StartAsync(query, call with { Scope = $"{call.Scope} repository:{from}:pull" }, cancellationToken).ConfigureAwait(false);
            return (place is null, place);
        }
        catch (RegistryException exception) when (exception.Status is not null)
        {
            // Registries refuse mounts in many ways, and none of them says that an upload would fail.
            return (false, null);
        }
    }

    private async Task SendAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, Uri? place, CancellationToken cancellationToken)
    {
        // Opened before the upload is: opening may download a layer, and uploads that wait are dropped.
        Stream? first = await open(cancellationToken).ConfigureAwait(false);
        try
        {
            place ??= await StartAsync(Uploads, call, cancellationToken).ConfigureAwait(false)
                ?? throw new RegistryException(RegistryCodes.UnexpectedAnswer.With(connection.Registry, 201, $"push of '{call.Subject}'", "it has a blob that was not sent"), null);
            var separator = place.Query.Length > 0 ? "&" : "?";
            var target = new Uri(place.GetLeftPart(UriPartial.Query) + separator + "digest=" + Uri.EscapeDataString(blob.Digest.Value));
            await connection.SendAsync(
                async (_, token) =>
                {
                    var content = first ?? await open(token).ConfigureAwait(false);
                    first = null; // the request disposes it
                    return new HttpRequestMessage(HttpMethod.Put, target) { Content = new BlobContent(content, blob) };
                },
                call with { Attempts = 1 },
                [HttpStatusCode.Created, HttpStatusCode.NoContent],
                (_, _) => Task.FromResult(true),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (first is not null)
                await first.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Null when the answer is 201: the registry has the blob.
    private Task<Uri?> StartAsync(string path, RegistryCall start, CancellationToken cancellationToken) => connection.SendAsync(
        (root, _) => new(new HttpRequestMessage(HttpMethod.Post, RegistryClient.Below(root, repository, path))),
        start,
        [HttpStatusCode.Accepted, HttpStatusCode.Created],
        (response, _) => Task.FromResult(response.StatusCode == HttpStatusCode.Created ? null : PlaceOf(response)),
        cancellationToken);

    private Uri PlaceOf(HttpResponseMessage response)
    {
        var asked = response.RequestMessage!.RequestUri!;
        var place = response.Headers.Location is { } location && Uri.TryCreate(asked, location, out var uri) ? uri : null;
        var problem = place is null ? "there is no address to send to"
            : place.UserInfo.Length > 0 ? "the address holds a login"
            : !RegistryTransport.IsSameOrigin(place, asked) ? "uploads go to the registry itself"
            : null;
        return problem is null ? place! : throw new RegistryException(RegistryCodes.UnsafeRedirect.With(connection.Registry, $"push of '{call.Subject}'", RegistryTransport.Shown(place), problem), null);
    }
}
