using System.Net;
using System.Net.Sockets;

namespace Containerize.Bench;

/// <summary>A temporary folder with everything that the run needs: the feed, the apps, the caches, and proxies to the registry and the engines.</summary>
public sealed class Workspace : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ctzb-").FullName;
    private readonly CountingProxy _registry;
    private readonly Dictionary<string, CountingProxy> _engines = new(StringComparer.Ordinal);
    private readonly Dictionary<(string App, string Tool), AppFiles> _apps = [];

    /// <param name="repository">Absolute path of this repository's root.</param>
    /// <param name="registry">Host and port of a loopback registry that has the bases.</param>
    /// <param name="engines">Name of the output to the engine's address, <c>unix:///…</c>.</param>
    public Workspace(string repository, string registry, IReadOnlyDictionary<string, string> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        foreach (var folder in (string[])["feed", "packages", "tmp", "archives", "apps"])
            Directory.CreateDirectory(this[folder]);

        _registry = new CountingProxy(new IPEndPoint(IPAddress.Loopback, 0), IPEndPoint.Parse(registry));
        foreach (var (name, address) in engines)
            _engines[name] = new CountingProxy(new UnixDomainSocketEndPoint(this[name + ".sock"]), new UnixDomainSocketEndPoint(new Uri(address).AbsolutePath));

        WriteSettings(repository);
        PackageFeed.Write(this["feed"]);
        Extract();
        Run(new Command("dotnet", ["pack", Path.Combine(repository, "src/Sdk"), "-c", "Release", "-o", this["feed"], "-p:PackageVersion=1.0.0-bench", "-v:q"], repository));
    }

    /// <summary>Registry as the tools see it: host and port of the proxy.</summary>
    public string Registry => $"127.0.0.1:{((IPEndPoint)_registry.Address).Port}";

    /// <summary>Everything that was sent so far, to registry and engines.</summary>
    public Traffic Traffic => _engines.Values.Aggregate(_registry.Traffic, (sum, proxy) => sum.Plus(proxy.Traffic));

    /// <summary>Absolute path of something below.</summary>
    public string this[string relative] => Path.Combine(_root, relative);

    /// <summary>Where an output's engine listens for the tools; the first engine for outputs that are none, because docker needs one for everything.</summary>
    public string? EngineOf(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var name = output.IsEngine ? output.Name : _engines.Keys.FirstOrDefault();
        return name is null ? null : "unix://" + this[name + ".sock"];
    }

    /// <summary>Variables for every process of every tool. No build process stays behind, so each one pays for itself.</summary>
    public Dictionary<string, string> Environment(Output output)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = this["tmp"],
            ["NUGET_PACKAGES"] = this["packages"],
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = Registry,
            ["DOCKER_BUILDKIT"] = "1",
        };
        if (EngineOf(output) is { } engine)
            environment["DOCKER_HOST"] = engine;

        return environment;
    }

    /// <summary>An app's sources for one tool; written and restored when first asked for.</summary>
    public AppFiles Files(BenchApp app, string tool)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (_apps.TryGetValue((app.Name, tool), out var files))
            return files;

        if (app.StaticFiles && !Directory.Exists(this["static"]))
            StaticFiles.Write(this["static"]);

        files = new AppFiles(app, this[$"apps/{app.Name}/{tool}"]);
        files.Write(this["static"]);
        return _apps[(app.Name, tool)] = files;
    }

    /// <summary>Runs a command that is not measured.</summary>
    public CommandResult Run(Command command) => RunOn(new Output("registry", null), command);

    /// <summary>Runs a command that is not measured, with an output's engine.</summary>
    public CommandResult RunOn(Output output, Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.Run(Environment(output));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _registry.Dispose();
        foreach (var proxy in _engines.Values)
            proxy.Dispose();

        Directory.Delete(_root, recursive: true);
    }

    // Every package is taken apart now, or the first tool to see a new one would pay for all of them.
    private void Extract()
    {
        var references = string.Concat(Directory.EnumerateFiles(this["feed"]).Select(file => PackageFeed.Reference(Path.GetFileName(file).Split(".1.0.0.")[0])));
        File.WriteAllText(this["prime/Prime.csproj"], $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup><ItemGroup>{references}</ItemGroup></Project>");
        Run(new Command("dotnet", ["restore", this["prime"]], _root));
    }

    // Packages come from the local feed, and the runtime packs from the machine's own folder, where they are put now: no restore asks the network later.
    private void WriteSettings(string repository)
    {
        var machine = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.Copy(Path.Combine(repository, "global.json"), this["global.json"]);
        Directory.CreateDirectory(this["prime"]);
        File.WriteAllText(this["prime/Prime.csproj"], "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>");
        new Command("dotnet", ["restore", this["prime"], "-r", "linux-x64", "-p:SelfContained=true"], _root).Run(new Dictionary<string, string> { ["NUGET_PACKAGES"] = machine });
        File.WriteAllText(this["NuGet.config"], $"""
            <configuration>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="local" value="feed" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(this["apps/Directory.Build.props"], $"""
            <Project>
              <PropertyGroup>
                <BenchRegistry>{Registry}</BenchRegistry>
                <ContainerizeCacheDir>{this["cache"]}</ContainerizeCacheDir>
                <LocalRegistry>Docker</LocalRegistry>
                <ContainerRepository>$(BenchRepository)/$(MSBuildProjectName.ToLowerInvariant())</ContainerRepository>
                <ContainerRegistry Condition="'$(BenchOutput)' == 'registry'">$(BenchRegistry)</ContainerRegistry>
                <ContainerArchiveOutputPath Condition="'$(BenchOutput)' == 'archive'">{this["archives"]}/$(BenchTool)/$(MSBuildProjectName).tar</ContainerArchiveOutputPath>
              </PropertyGroup>
              <ItemGroup Condition="'$(BenchTool)' == 'ours'">
                <PackageReference Include="Containerize.Sdk" Version="1.0.0-bench" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
    }
}
