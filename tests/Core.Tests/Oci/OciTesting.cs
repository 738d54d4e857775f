using System.Diagnostics;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

internal sealed class CollectingLog : IBuildLog
{
    public List<string> Codes { get; } = [];

    public void Report(Diagnostic diagnostic) => Codes.Add(diagnostic.Code.Id);

    public void Detail(string line)
    {
    }
}

internal static class Plans
{
    public static FileEntry Text(string path, string content) => new() { Path = UnixPath.Parse(path), Content = content };

    public static FileEntry Source(string path, string source) => new() { Path = UnixPath.Parse(path), Source = source };

    public static LayerPlan Layer(params FileEntry[] entries) => new() { Name = "app", Entries = entries };

    public static LayerPlan Small() => Layer(
        new FileEntry { Kind = FileEntryKind.Directory, Path = UnixPath.Parse("/app"), Mode = Modes.Directory },
        Text("/app/hello.txt", "hello\n"),
        new FileEntry { Kind = FileEntryKind.SymbolicLink, Path = UnixPath.Parse("/app/link"), LinkTarget = "hello.txt", Mode = 0x1FF });

    public static ImagePlan Image(string repository = "shop") => new()
    {
        Project = "Shop",
        Name = new ImageName { Repository = repository, Tags = ["1.0"] },
        Base = new BaseImage { Reference = BaseImage.Scratch },
        Platform = new Platform("linux", "amd64"),
        Layers = [Small()],
        WorkingDirectory = UnixPath.Parse("/app"),
        Entrypoint = ["/app/shop"],
    };

    public static ResolvedBase Base(string config) => new()
    {
        Reference = "example.com/base:1",
        Digest = References.Digest.Parse("sha256:" + new string('a', 64)),
        ManifestMediaType = MediaTypes.DockerManifest,
        ConfigBytes = Encoding.UTF8.GetBytes(config),
        Layers = [],
    };
}

internal static class Tool
{
#pragma warning disable CA1068 // params must be last
    public static async Task<(int Code, string Output)> RunAsync(CancellationToken cancellationToken, string file, params string[] arguments)
#pragma warning restore CA1068
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Inconclusive($"{file} is not installed");
            throw;
        }

        using (process)
        {
            try
            {
                var error = process.StandardError.ReadToEndAsync(cancellationToken);
                var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return (process.ExitCode, output + await error);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }
}
