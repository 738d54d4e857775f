using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Buildx;

/// <summary>The buildx of this machine: docker's plug-in, or the program of its own name.</summary>
public sealed partial class BuildxTool
{
    private const int KeptLines = 5;

    private readonly string _program;
    private readonly string[] _first;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private BuildxTool(string program, string[] first, IReadOnlyDictionary<string, string> environment, Version version) =>
        (_program, _first, _environment, Version) = (program, first, environment, version);

    /// <summary>What it says it is.</summary>
    public Version Version { get; }

    /// <summary>Looks for it on the PATH and asks for its version.</summary>
    /// <param name="environment">Of the build; it is handed on to buildx.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The tool, or why there is none.</returns>
    public static async Task<(BuildxTool? Tool, string Reason)> FindAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var reason = "neither docker nor buildx is on the PATH";
        foreach (var (name, first) in ((string, string[])[])[("docker", ["buildx"]), ("docker-buildx", []), ("buildx", [])])
        {
            if (OnPath(name, environment) is not { } program)
                continue;

            var (exitCode, lines) = await RunAsync(program, [.. first, "version"], environment, _ => { }, cancellationToken).ConfigureAwait(false);
            var match = VersionText().Match(string.Join('\n', lines));
            if (exitCode == 0 && match.Success)
                return (new BuildxTool(program, first, environment, Version.Parse(match.Groups[1].Value)), "");

            reason = $"'{name} {string.Join(' ', [.. first, "version"])}' says: {(lines.Count > 0 ? lines[0] : $"exit code {exitCode}")}";
        }

        return (null, reason);
    }

    /// <summary>Builds; cancelling ends buildx and with it the build.</summary>
    /// <returns>What the metadata file says.</returns>
    /// <exception cref="ContainerizeException">CTZ0620.</exception>
    public async Task<BuildxMetadata> BuildAsync(BuildxBuild build, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(build);
        File.Delete(build.MetadataFile);
        var (exitCode, lines) = await RunAsync(_program, [.. _first, .. build.Words(Version)], _environment, progress, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            throw Failed(build, $"it ended with exit code {exitCode}; last output: {string.Join(" | ", lines.TakeLast(KeptLines))}");

        try
        {
            var json = JsonNode.Parse(await File.ReadAllBytesAsync(build.MetadataFile, cancellationToken).ConfigureAwait(false)) as JsonObject;
            return new BuildxMetadata((string?)json?["containerimage.digest"] ?? "", (string?)json?["containerimage.config.digest"] ?? "");
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException)
        {
            throw Failed(build, $"its metadata file cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private ContainerizeException Failed(BuildxBuild build, string reason) => new(
        BuildCodes.BuildFailed.With(build.Dockerfile, $"buildx {Version}", reason) with { Location = new SourceLocation(build.Dockerfile) });

    private static string? OnPath(string name, IReadOnlyDictionary<string, string> environment)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static async Task<(int ExitCode, List<string> Lines)> RunAsync(
        string program, IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, Action<string> progress, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return (-1, [e.Message]);
        }

        process.StandardInput.Close();
        var lines = new List<string>();
        using var kill = cancellationToken.Register(() => End(process));
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, lines);

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                    if (lines.Count > 200)
                        lines.RemoveAt(0);
                }

                progress(line);
            }
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    [GeneratedRegex(@"\bv?(\d+\.\d+(?:\.\d+)?)")]
    private static partial Regex VersionText();
}

/// <summary>What buildx says it made.</summary>
/// <param name="Digest">Digest of manifest or index, or the engine's image id; empty when it was not said.</param>
/// <param name="ConfigDigest">Digest of the config; empty when it was not said.</param>
public sealed record BuildxMetadata(string Digest, string ConfigDigest);
