using System.Text;
using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.Planning;

namespace Containerize.Publishing;

/// <summary>Lays out the health probe's files for an app, so that they are published files like any other.</summary>
/// <param name="folder">Folder of ours below the project's obj.</param>
/// <param name="probe">Absolute path of the probe's assembly.</param>
public sealed class ProbeFiles(string folder, string probe)
{
    // The host keeps the path of its assembly in a field of this size.
    private const int HostFieldSize = 1024;

    /// <summary>Writes what changed and lists all of it.</summary>
    /// <param name="app">The app whose runtime it uses.</param>
    /// <param name="publishFolder">Where the app's own host is, for a self-contained one; null when nothing is published yet: then what cannot be made is only listed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ContainerizeException">CTZ0127: the app has no host to copy, or no list of its files.</exception>
    public async Task<IReadOnlyList<PublishedFile>> WriteAsync(AppFacts app, string? publishFolder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var files = new List<PublishedFile> { Describe(probe, ".dll") };
        foreach (var (extension, text) in new[] { (".runtimeconfig.json", HealthProbe.RuntimeConfig(app)), (".deps.json", HealthProbe.Dependencies(app)) })
        {
            if (text is null)
                continue;

            await AtomicFile.WriteTextIfDifferentAsync(PathOf(extension), text, cancellationToken).ConfigureAwait(false);
            files.Add(Describe(PathOf(extension), extension));
        }

        if (app.SelfContained)
        {
            // The app's own list is the runtime's: its host looks nowhere else.
            var dependencies = Path.Combine(publishFolder ?? folder, app.AssemblyName + ".deps.json");
            if (publishFolder is not null)
                await WriteHostAsync(app, Path.Combine(publishFolder, app.AssemblyName), dependencies, cancellationToken).ConfigureAwait(false);

            files.Add(Describe(PathOf(""), "") with { Executable = true });
            files.Add(Describe(dependencies, ".deps.json") with { Origin = PublishedFileOrigin.App });
        }

        return files;
    }

    // The app's own host, which fits its runtime and its processor; only the name of the assembly that it starts is another.
    private async Task WriteHostAsync(AppFacts app, string appHost, string dependencies, CancellationToken cancellationToken)
    {
        if (!File.Exists(dependencies))
            throw Refuse($"the app has no '{dependencies}', where the runtime's files are listed: remove GenerateDependencyFile=false, or write a command as ContainerHealthCheckArgs items");

        var host = File.Exists(appHost) ? await File.ReadAllBytesAsync(appHost, cancellationToken).ConfigureAwait(false) : [];
        var name = Encoding.UTF8.GetBytes(app.TargetFileName + "\0");
        var at = host.AsSpan().IndexOf(name);
        if (at < 0 || at + HostFieldSize > host.Length || host.AsSpan(at + 1).IndexOf(name) >= 0)
            throw Refuse($"the app has no host of its own that the probe could be made of ('{appHost}'): publish with UseAppHost=true, or write a command as ContainerHealthCheckArgs items");

        host.AsSpan(at, name.Length).Clear();
        Encoding.UTF8.GetBytes(HealthProbe.Name + ".dll").CopyTo(host.AsSpan(at));
        if (!File.Exists(PathOf("")) || !(await File.ReadAllBytesAsync(PathOf(""), cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(host))
            await AtomicFile.WriteAsync(PathOf(""), (stream, token) => stream.WriteAsync(host, token).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    private static ContainerizeException Refuse(string reason) => new(ProjectCodes.InvalidHealthCheck.With("ContainerHealthCheck", "", reason));

    private string PathOf(string extension) => Path.Combine(folder, HealthProbe.Name + extension);

    // It changes with our package only, as a package's file does.
    private static PublishedFile Describe(string path, string extension) => new()
    {
        Source = path,
        RelativePath = HealthProbe.Name + extension,
        Origin = PublishedFileOrigin.Package,
        PackageId = "Containerize.Sdk",
        Size = File.Exists(path) ? new FileInfo(path).Length : 0,
    };
}
