using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>The end points of the distribution specification for one request.</summary>
internal sealed class FakeRoutes(FakeRegistry registry, HttpContext context, string name)
{
    private const int LargestManifest = 4 << 20;
    private static int s_uploads;

    private HttpRequest Request => context.Request;

    private FakeRepository Repository => registry[name];

    public Task AnswerAsync(string kind, string reference) => (Request.Method, kind) switch
    {
        ("GET" or "HEAD", "manifests") => ReadManifestAsync(reference),
        ("PUT", "manifests") => WriteManifestAsync(reference),
        ("GET" or "HEAD", "blobs") => ReadBlobAsync(reference),
        ("POST", "blobs/uploads") when reference.Length == 0 => StartUploadAsync(),
        ("PUT", "blobs/uploads") => FinishUploadAsync(reference),
        _ => RefuseAsync(405, "UNSUPPORTED", "no such method here"),
    };

    private async Task ReadManifestAsync(string reference)
    {
        var digest = Repository.Tags.GetValueOrDefault(reference, reference);
        if (!Repository.Manifests.TryGetValue(digest, out var manifest))
        {
            await Answers.ErrorAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }

        if (!Request.Headers.Accept.ToString().Contains(manifest.MediaType, StringComparison.Ordinal))
            registry.Complain($"{manifest.MediaType} is not accepted");

        await Answers.ContentAsync(context, manifest.MediaType, registry.TellsDigests ? digest : null, manifest.Content);
    }

    private async Task ReadBlobAsync(string digest)
    {
        if (Repository.Blobs.TryGetValue(digest, out var blob))
            await Answers.ContentAsync(context, "application/octet-stream", digest, blob);
        else
            await Answers.ErrorAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry");
    }

    private async Task StartUploadAsync()
    {
        if (Request.ContentLength is > 0 || Request.Headers.TransferEncoding.Count > 0)
        {
            await RefuseAsync(400, "SIZE_INVALID", "an upload is opened without a body");
            return;
        }

        var digest = Request.Query["mount"].FirstOrDefault();
        var from = Request.Query["from"].FirstOrDefault();
        if (digest is not null && from is null)
            registry.Complain("a mount that does not say from where");

        if (digest is not null && from is not null && registry.Mounts && registry[from].Blobs.TryGetValue(digest, out var blob))
        {
            Repository.Blobs[digest] = blob;
            context.Response.StatusCode = 201;
            context.Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
            return;
        }

        var id = "upload-" + Interlocked.Increment(ref s_uploads).ToString(CultureInfo.InvariantCulture);
        Repository.Uploads[id] = true;
        context.Response.StatusCode = 202;
        context.Response.Headers.Location = $"/v2/{name}/blobs/uploads/{id}?state=a%2Fb%3D";
    }

    private async Task FinishUploadAsync(string id)
    {
        if (Request.Query["state"] != "a/b=" || !Repository.Uploads.TryRemove(id, out _))
        {
            await Answers.ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            return;
        }

        if (Request.ContentLength is not { } length || Request.ContentType != "application/octet-stream")
        {
            await RefuseAsync(411, "SIZE_INVALID", "a whole blob says its length and is application/octet-stream");
            return;
        }

        var content = await ReadAsync();
        var digest = Request.Query["digest"].ToString();
        if (content.Length != length || FakeRegistry.DigestOf(content) != digest)
        {
            await RefuseAsync(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }

        Repository.Blobs[digest] = content;
        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private async Task WriteManifestAsync(string reference)
    {
        var content = await ReadAsync();
        var digest = FakeRegistry.DigestOf(content);
        if (content.Length > LargestManifest)
        {
            await RefuseAsync(413, "MANIFEST_INVALID", "too large");
            return;
        }

        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        if (!root.TryGetProperty("mediaType", out var type) || type.GetString() != Request.ContentType)
        {
            await RefuseAsync(400, "MANIFEST_INVALID", "Content-Type and mediaType differ");
            return;
        }

        if (reference.StartsWith("sha256:", StringComparison.Ordinal) && reference != digest)
        {
            await RefuseAsync(400, "DIGEST_INVALID", "stored under another digest");
            return;
        }

        foreach (var blob in root.GetProperty("layers").EnumerateArray().Append(root.GetProperty("config")))
        {
            if (Repository.Blobs.TryGetValue(blob.GetProperty("digest").GetString()!, out var held) && held.Length == blob.GetProperty("size").GetInt64())
                continue;

            await Answers.ErrorAsync(context, 400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }

        Repository.Manifests[digest] = (Request.ContentType!, content);
        if (reference != digest)
            Repository.Tags[reference] = digest;

        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"/v2/{name}/manifests/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private async Task<byte[]> ReadAsync()
    {
        using var content = new MemoryStream();
        await Request.Body.CopyToAsync(content, context.RequestAborted);
        return content.ToArray();
    }

    // Wrong by the specification, so wrong in the test, whatever the client makes of the answer.
    private Task RefuseAsync(int status, string code, string message)
    {
        registry.Complain($"{Request.Method} {Request.Path}: {status} {code}: {message}");
        return Answers.ErrorAsync(context, status, code, message);
    }
}
