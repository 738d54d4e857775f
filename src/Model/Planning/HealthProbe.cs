using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// The small program that goes into an image whose health check is an address: how it is started, and what files it consists of. It uses the
/// runtime that the app uses, so no shell and no curl are needed.
/// </summary>
public static class HealthProbe
{
    /// <summary>Name of its files, without extension.</summary>
    public const string Name = "containerize-probe";

    /// <summary>True when ContainerHealthCheck is a path or a URL, and no command.</summary>
    public static bool IsAddress(string line) =>
        line.Length > 0 && !line.Any(char.IsWhiteSpace)
        && (line[0] == '/' || line.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || line.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the image gets the probe: an address is asked for, and the app has a runtime that others can use.</summary>
    public static bool IsNeeded(ProjectFacts facts) => IsAddress(facts.Image.ContainerHealthCheck) && HasRuntime(facts.App);

    /// <summary>
    /// <c>containerize-probe.runtimeconfig.json</c>: the app's runtime, and settings that make the start short. A self-contained app's probe finds the
    /// runtime beside itself.
    /// </summary>
    public static string RuntimeConfig(AppFacts app)
    {
        var framework = $$"""{ "name": "Microsoft.NETCore.App", "version": "{{(app.SelfContained && app.BundledRuntimeVersion.Length > 0 ? app.BundledRuntimeVersion : app.FrameworkVersion + ".0")}}" }""";
        return $$"""
            {
              "runtimeOptions": {
                "tfm": "net{{app.FrameworkVersion}}",
                {{(app.SelfContained ? $"\"includedFrameworks\": [ {framework} ]" : $"\"framework\": {framework}")}},
                "configProperties": { "System.GC.Concurrent": false, "System.Globalization.Invariant": true, "System.Runtime.TieredPGO": false }
              }
            }
            """.Replace("\r\n", "\n") + "\n";
    }

    /// <summary>
    /// <c>containerize-probe.deps.json</c> of a framework-dependent app: without it the host would take every assembly of the app along. Null for a
    /// self-contained app, whose own list has the runtime's files.
    /// </summary>
    public static string? Dependencies(AppFacts app) => app.SelfContained ? null : $$"""
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v{{app.FrameworkVersion}}" },
          "targets": { ".NETCoreApp,Version=v{{app.FrameworkVersion}}": { "{{Name}}/1.0.0": { "runtime": { "{{Name}}.dll": {} } } } },
          "libraries": { "{{Name}}/1.0.0": { "type": "project", "serviceable": false, "sha512": "" } }
        }
        """.Replace("\r\n", "\n") + "\n";

    /// <summary>The health check's command in exec form; null after a finding.</summary>
    internal static IReadOnlyList<string>? Command(ProjectFacts facts, IReadOnlyList<Port> ports, UnixPath workingDirectory, List<Diagnostic> found)
    {
        var line = facts.Image.ContainerHealthCheck;
        if (!HasRuntime(facts.App))
            return Refuse(line, "a trimmed, single-file or AOT app has no runtime that the probe could use: write the app's own program with an argument for it as ContainerHealthCheckArgs items", found);
        if (Parse(line, ports, out var port, out var path) is { } reason)
            return Refuse(line, reason, found);

        var program = workingDirectory.Combine(Name).Value;
        string[] arguments = [port.ToString(CultureInfo.InvariantCulture), path];
        return facts.App.SelfContained ? [program, .. arguments] : ["dotnet", program + ".dll", .. arguments];
    }

    private static bool HasRuntime(AppFacts app) => !app.Aot && !(app.SelfContained && (app.SingleFile || app.Trimmed));

    private static string? Parse(string line, IReadOnlyList<Port> ports, out int port, out string path)
    {
        port = ports.FirstOrDefault(candidate => candidate.Protocol == "tcp")?.Number ?? 0;
        path = line;
        if (line[0] == '/')
            return port > 0 ? Check(path) : "the image has no TCP port: add a ContainerPort item, or write http://localhost:PORT" + line;
        if (line.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return "the probe speaks no TLS: use an endpoint for http, which nobody outside needs to reach";
        if (!Uri.TryCreate(line, UriKind.Absolute, out var address) || !address.IsLoopback || address.UserInfo.Length > 0)
            return "the probe asks the app in its own container only: write a path, or http://localhost:PORT/path";

        port = address.Port;
        path = address.PathAndQuery;
        return null;
    }

    private static string? Check(string path) =>
        path.All(c => c is > ' ' and < '\x7f') && path.IndexOf('#') < 0 ? null : "write the path in ASCII, escaped as in a URL";

    private static IReadOnlyList<string>? Refuse(string line, string reason, List<Diagnostic> found)
    {
        found.Add(ProjectCodes.InvalidHealthCheck.With("ContainerHealthCheck", line, reason));
        return null;
    }
}
