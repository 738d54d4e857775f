using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>An engine that was looked for.</summary>
/// <param name="Engine">The engine, which has answered; the caller disposes it. Null when none did.</param>
/// <param name="Source">What named it: <c>DOCKER_HOST</c>, <c>the docker context 'x'</c>, <c>the usual sockets</c>.</param>
/// <param name="Reasons">For each address that did not answer: which and why, in the order in which they were tried.</param>
public sealed record EngineSearch(IContainerEngine? Engine, string Source, IReadOnlyList<string> Reasons);

/// <summary>
/// Finds the engine: ContainerizeEngineHost, <c>DOCKER_HOST</c>, <c>DOCKER_CONTEXT</c>, docker's current context, then the sockets that Docker and
/// Podman usually have.
/// </summary>
public sealed class EngineResolver(EngineSettings settings)
{
    private static readonly TimeSpan LocalPingTime = TimeSpan.FromSeconds(2);

    // TLS and ssh ask and answer a few times before the ping goes out.
    private static readonly TimeSpan RemotePingTime = TimeSpan.FromSeconds(10);

    /// <summary>An engine that answers.</summary>
    /// <exception cref="ContainerizeException">CTZ0601 or CTZ0609 when none does, CTZ0611.</exception>
    public async Task<IContainerEngine> FindAsync(CancellationToken cancellationToken)
    {
        var search = await TryFindAsync(cancellationToken).ConfigureAwait(false);
        return search.Engine ?? throw new ContainerizeException(EngineCodes.EngineUnreachable.With(search.Source, string.Join("; ", search.Reasons)));
    }

    /// <summary>An engine that answers a ping within 2 seconds, another machine's within 10, or none. What somebody asked for by property or variable must answer, though.</summary>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0609 or CTZ0611 for an engine that was asked for.</exception>
    public async Task<EngineSearch> TryFindAsync(CancellationToken cancellationToken)
    {
        if (Explicit() is { } named)
            return new(await OpenAsync(named.Address, cancellationToken).ConfigureAwait(false), named.Source, []);

        var contexts = new DockerContexts(DockerFolder());
        var current = contexts.CurrentName();

        // An engine other than that of the user's context would be a surprise, so the usual sockets are not tried then.
        return current is "" or DockerContexts.Default
            ? await TryAsync([.. UsualAddresses()], "the usual sockets", cancellationToken).ConfigureAwait(false)
            : await TryContextAsync(contexts, current, cancellationToken).ConfigureAwait(false);
    }

    private bool IsWanted(string path) => settings.LocalRegistry.ToUpperInvariant() switch
    {
        "DOCKER" => !path.Contains("podman", StringComparison.Ordinal),
        "PODMAN" => path.Contains("podman", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>The addresses that are tried when nothing is configured, in order.</summary>
    internal IEnumerable<EngineAddress> UsualAddresses()
    {
        if (settings.IsWindows)
            return [.. ((string[])["docker_engine", "dockerDesktopLinuxEngine", "podman-machine-default"]).Select(pipe => EngineAddress.Parse($"npipe:////./pipe/{pipe}", "the usual pipes"))];

        var runtime = settings.Variable("XDG_RUNTIME_DIR");
        string?[] paths =
        [
            Path.Combine(settings.Root, "var/run/docker.sock"),
            runtime.Length > 0 ? Path.Combine(runtime, "docker.sock") : null,
            InHome(".docker/run/docker.sock"),
            InHome(".colima/default/docker.sock"),
            runtime.Length > 0 ? Path.Combine(runtime, "podman/podman.sock") : null,
            Path.Combine(settings.Root, "run/podman/podman.sock"),
        ];
        return paths.Where(path => path is not null && Path.IsPathRooted(path) && IsWanted(path)).Select(path => EngineAddress.Parse("unix://" + path, "the usual sockets"));
    }

    private (EngineAddress Address, string Source)? Explicit()
    {
        if (settings.Host.Length > 0)
            return (WithTls(EngineAddress.Parse(settings.Host, "ContainerizeEngineHost")), "ContainerizeEngineHost");
        if (settings.Variable("DOCKER_HOST") is { Length: > 0 } host)
            return (WithTls(EngineAddress.Parse(host, "DOCKER_HOST")), "DOCKER_HOST");
        if (settings.Variable("DOCKER_CONTEXT") is { Length: > 0 } context && context != DockerContexts.Default)
            return (new DockerContexts(DockerFolder()).Read(context, "DOCKER_CONTEXT"), "DOCKER_CONTEXT");

        return null;
    }

    private EngineAddress WithTls(EngineAddress address)
    {
        var certificates = settings.Variable("DOCKER_CERT_PATH");
        if (address.Kind != EngineTransportKind.Tcp || (certificates.Length == 0 && settings.Variable("DOCKER_TLS_VERIFY").Length == 0))
            return address;

        return address with { Tls = EngineTls.FromFolder(certificates.Length > 0 ? certificates : DockerFolder()) };
    }

    private string DockerFolder() => settings.Variable("DOCKER_CONFIG") is { Length: > 0 } folder ? folder : InHome(".docker") ?? "";

    private string? InHome(string path) => settings.Home.Length > 0 ? Path.Combine(settings.Home, path) : null;

    private async Task<EngineSearch> TryContextAsync(DockerContexts contexts, string name, CancellationToken cancellationToken)
    {
        var source = $"the docker context '{name}'";
        try
        {
            return await TryAsync([contexts.Read(name, "currentContext")], source, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainerizeException e) when (e.Diagnostic.Code == EngineCodes.InvalidEngineHost)
        {
            return new(null, source, [e.Message]);
        }
    }

    private async Task<EngineSearch> TryAsync(EngineAddress[] addresses, string source, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        var absent = addresses.Where(address => address.Kind == EngineTransportKind.Unix && !Path.Exists(address.Path)).ToArray();
        foreach (var address in addresses.Except(absent))
        {
            try
            {
                return new(await OpenAsync(address, cancellationToken).ConfigureAwait(false), source, reasons);
            }
            catch (ContainerizeException e)
            {
                reasons.Add(e.Message.TrimEnd('.'));
            }
        }

        if (absent.Length > 0)
            reasons.Add($"there is no socket {string.Join(" or ", absent.Select(address => address.Path))}; install and start Docker or Podman, or set ContainerizeEngineHost");
        return new(null, source, reasons);
    }

    private async Task<IContainerEngine> OpenAsync(EngineAddress address, CancellationToken cancellationToken)
    {
        var engine = new EngineClient(address, new EngineClientOptions { ApiVersion = settings.Variable("DOCKER_API_VERSION").TrimStart('v'), Environment = settings.Environment });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(address.Kind is EngineTransportKind.Unix or EngineTransportKind.NamedPipe ? LocalPingTime : RemotePingTime);
        try
        {
            await engine.PingAsync(limit.Token).ConfigureAwait(false);
            return engine;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            engine.Dispose();
            throw EngineFaults.Unreachable(address, e);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}
