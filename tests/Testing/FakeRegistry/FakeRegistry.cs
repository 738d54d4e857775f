using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Containerize.Testing;

/// <summary>
/// A registry in this process on a loopback port, by the OCI distribution specification and strict: what a client does wrong is refused and makes the
/// test fail when the registry is closed. Records every request; faults are scripted.
/// </summary>
public sealed partial class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentDictionary<string, string> _names = new();

    private FakeRegistry(WebApplication app)
    {
        _app = app;
        Auth = new FakeAuth(this);
    }

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Host => new Uri(Address).Authority;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>How it asks for a login.</summary>
    public FakeAuth Auth { get; }

    /// <summary>Repositories by name.</summary>
    public ConcurrentDictionary<string, FakeRepository> Repositories { get; } = new();

    /// <summary>What goes wrong, tried in order.</summary>
    public List<Fault> Faults { get; } = [];

    /// <summary>False: mounts are answered with an upload.</summary>
    public bool Mounts { get; set; } = true;

    /// <summary>False: HEAD tells no digest, which the specification allows.</summary>
    public bool TellsDigests { get; set; } = true;

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>What was asked, a line each, and forgotten.</summary>
    public string[] TakeRequests()
    {
        var lines = _requests.Select(request => request.ToString()).ToArray();
        _requests.Clear();
        return lines;
    }

    /// <summary>Starts one on a free port.</summary>
    /// <param name="certificate">Speaks TLS with this; null for plain HTTP.</param>
    /// <param name="address">A loopback address; 127.0.0.1 by default.</param>
    public static async Task<FakeRegistry> StartAsync(X509Certificate2? certificate = null, IPAddress? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();

        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 64 << 20;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(address ?? IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        var registry = new FakeRegistry(app);
        app.Run(registry.AnswerAsync);
        await app.StartAsync();
        return registry;
    }

    /// <summary>Shows a digest in recorded requests by a name.</summary>
    public void Name(string digest, string name) => _names[digest] = name;

    /// <summary>A repository, made when it is not there.</summary>
    public FakeRepository this[string name] => Repositories.GetOrAdd(name, _ => new FakeRepository());

    /// <summary>Digest of content.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Puts a blob there.</summary>
    public string AddBlob(string repository, byte[] content)
    {
        var digest = DigestOf(content);
        this[repository].Blobs[digest] = content;
        return digest;
    }

    /// <summary>Puts a manifest there, and names it by a tag unless that is null.</summary>
    public string AddManifest(string repository, string? tag, string mediaType, string json)
    {
        var content = Encoding.UTF8.GetBytes(json);
        var digest = DigestOf(content);
        this[repository].Manifests[digest] = (mediaType, content);
        if (tag is not null)
            this[repository].Tags[tag] = digest;

        return digest;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_complaints.IsEmpty)
            throw new InvalidOperationException("The client broke the protocol:\n" + string.Join("\n", _complaints));
    }

    internal void Complain(string complaint) => _complaints.Enqueue(complaint);

    private async Task AnswerAsync(HttpContext context)
    {
        Record(context.Request);
        if (context.Request.Headers.UserAgent.Count == 0)
            Complain("no User-Agent");

        foreach (var fault in Faults)
        {
            if (await fault.TryAnswerAsync(context))
                return;
        }

        if (context.Request.Path == "/token")
        {
            await Auth.TokenAsync(context);
            return;
        }

        var route = Route().Match(context.Request.Path.Value!);
        if (!route.Success)
        {
            Complain($"no such address: {context.Request.Method} {context.Request.Path}");
            await Answers.ErrorAsync(context, 404, "UNSUPPORTED", "no such address");
            return;
        }

        var repository = route.Groups["name"].Value;
        var isPush = context.Request.Method is not ("GET" or "HEAD");
        var mountFrom = context.Request.Query["from"].FirstOrDefault();
        if (!await Auth.AdmitAsync(context, repository, isPush, mountFrom))
            return;

        await new FakeRoutes(this, context, repository).AnswerAsync(route.Groups["kind"].Value, route.Groups["reference"].Value);
    }

    private void Record(HttpRequest request)
    {
        var path = Uri.UnescapeDataString(request.Path + request.QueryString.ToString());
        foreach (var (digest, name) in _names)
            path = path.Replace(digest, $"<{name}>", StringComparison.Ordinal);

        path = UploadId().Replace(path, "<upload>");
        _requests.Enqueue(new RecordedRequest(request.Method, path, request.Headers.Authorization.ToString(), request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
    }

    [GeneratedRegex("^/v2/(?<name>[a-z0-9]+(?:[._/-][a-z0-9]+)*)/(?<kind>manifests|blobs/uploads|blobs)/(?<reference>[A-Za-z0-9_.:-]*)$")]
    private static partial Regex Route();

    [GeneratedRegex(@"upload-\d+\?state=[^&]*")]
    private static partial Regex UploadId();
}
