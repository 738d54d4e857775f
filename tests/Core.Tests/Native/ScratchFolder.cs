using System.Diagnostics;
using System.Runtime.Versioning;
using Containerize.Images;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Native;

/// <summary>A folder that holds what the image would hold, in which programs run by chroot as the app user with an environment of their own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ScratchFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public static async Task<ScratchFolder> CreateAsync(NativeFacts facts, string publishFolder, CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root")
            Assert.Inconclusive("chroot needs root.");

        var scratch = new ScratchFolder();
        File.SetUnixFileMode(scratch._folder.Path, (UnixFileMode)Modes.Directory);
        foreach (var entry in facts.Entries.OrderBy(entry => entry.Path.Value, StringComparer.Ordinal))
            await scratch.WriteAsync(entry, cancellationToken);

        foreach (var file in Directory.EnumerateFiles(publishFolder, "*", SearchOption.AllDirectories))
        {
            var target = scratch._folder["app/" + Path.GetRelativePath(publishFolder, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetUnixFileMode(target, (UnixFileMode)Modes.Executable);
        }

        // What every engine adds to a container.
        Directory.CreateDirectory(scratch._folder["proc"]);
        scratch._folder.Write("dev/urandom", "");
        scratch._folder.Write("dev/null", "");
        scratch._folder.Write("etc/hosts", "127.0.0.1 localhost\n");
        return scratch;
    }

    /// <summary>
    /// Starts a program in here, with /proc and /dev/urandom as any container has them, in a mount namespace that ends with it: the app host reads
    /// /proc/self/exe, and Guid.NewGuid reads /dev/urandom.
    /// </summary>
    public Process Start(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        const string script = """
            { mount -t proc proc "$0/proc" 2>/dev/null || mount --rbind /proc "$0/proc"; } || exit 99
            mount --bind /dev/urandom "$0/dev/urandom" && mount --bind /dev/null "$0/dev/null" || exit 99
            exec chroot --userspec=1654:1654 "$0" "$@"
            """;
        var variables = environment.Append(("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")).Append(("HOME", "/home/app")).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return ToolRun.Start("unshare", ["--mount", "sh", "-c", script, _folder.Path, .. arguments], variables);
    }

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(FileEntry entry, CancellationToken cancellationToken)
    {
        var path = _folder.Path + entry.Path.Value;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (entry.Kind)
        {
            case FileEntryKind.SymbolicLink:
                File.CreateSymbolicLink(path, entry.LinkTarget!);
                return;
            case FileEntryKind.Directory:
                Directory.CreateDirectory(path);
                break;
            default:
                if (entry.Content is { } content)
                    await File.WriteAllTextAsync(path, content, cancellationToken);
                else
                    File.Copy(entry.Source!, path);

                break;
        }

        if (entry.Owner != Ownership.Root)
            await ToolRun.RunAsync("chown", [entry.Owner.ToString(), path], cancellationToken);

        File.SetUnixFileMode(path, (UnixFileMode)entry.Mode);
    }
}
