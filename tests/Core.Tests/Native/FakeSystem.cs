using System.Runtime.Versioning;
using Containerize.Native;
using Containerize.Testing;

namespace Containerize.Core.Tests.Native;

/// <summary>A folder that stands for the root of a machine: a merged /usr with the real loader and libc. The published app is a copy of /bin/true.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FakeSystem : IDisposable
{
    private readonly TempFolder _folder = new();

    public FakeSystem()
    {
        if (Environment.UserName != "root" || !File.Exists("/lib64/ld-linux-x86-64.so.2") || !File.Exists("/lib/x86_64-linux-gnu/libc.so.6"))
            Assert.Inconclusive("This needs root (files must be root's) and Debian's places for an x64 glibc.");

        Copy("/lib64/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        Copy("/lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libc-2.36.so");
        Directory.CreateDirectory(this["usr/lib64"]);
        Directory.CreateDirectory(this["etc"]);
        File.CreateSymbolicLink(this["usr/lib/x86_64-linux-gnu/libc.so.6"], "libc-2.36.so");
        File.CreateSymbolicLink(this["usr/lib64/ld-linux-x86-64.so.2"], "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        File.CreateSymbolicLink(this["lib"], "usr/lib");
        File.CreateSymbolicLink(this["lib64"], "/usr/lib64");
    }

    public string Root => _folder["root"];

    public string this[string relative] => Path.Combine(_folder["root"], relative);

    public string Write(string relative, string content) => _folder.Write("root/" + relative, content);

    public string Copy(string source, string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.Copy(source, this[relative], overwrite: true);
        File.SetUnixFileMode(this[relative], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return this[relative];
    }

    public NativeRequest Request(params string[] names)
    {
        Directory.CreateDirectory(_folder["publish"]);
        foreach (var name in names)
            File.Copy("/bin/true", _folder["publish/" + name], overwrite: true);

        return new()
        {
            PublishedFiles = Directory.GetFiles(_folder["publish"]),
            RuntimeIdentifier = "linux-x64",
            SelfContained = true,
            InvariantGlobalization = true,
            Root = Root,
        };
    }

    public void Dispose() => _folder.Dispose();
}
