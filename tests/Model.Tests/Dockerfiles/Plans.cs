using Containerize.Images;

namespace Containerize.Model.Tests.Dockerfiles;

internal static class Plans
{
    public static ImagePlan Web { get; } = new()
    {
        Project = "Web",
        Configuration = "Release",
        RuntimeIdentifier = "linux-x64",
        Name = new() { Repository = "web", Tags = ["latest"] },
        Base = new() { Reference = "mcr.microsoft.com/dotnet/aspnet:10.0", Config = new() { User = "" } },
        Platform = new("linux", "amd64"),
        Layers =
        [
            new() { Name = "packages", Entries = [File("/app/Dapper.dll")] },
            new() { Name = "assets", Entries = [Folder("/app/wwwroot"), File("/app/wwwroot/index.html")] },
            new() { Name = "app", Entries = [File("/app/Web", Modes.Executable), File("/app/Web.dll"), File("/app/appsettings.json")] },
        ],
        Environment = [new("GREETING", "Hello; with: a=b, $HOME and \"quotes\""), new("EMPTY", ""), new("Logging__LogLevel__Default", "Warning")],
        Labels = [new("org.opencontainers.image.base.name", "mcr.microsoft.com/dotnet/aspnet:10.0"), new("org.opencontainers.image.title", "The web's front")],
        Ports = [new(8080), new(9000, "udp")],
        Volumes = [new(UnixPath.Parse("/data"))],
        User = "1654",
        WorkingDirectory = UnixPath.Parse("/app"),
        Entrypoint = ["/app/Web"],
        Command = ["--urls", "http://+:8080"],
        HealthCheck = new() { Test = ["CMD", "/app/Web", "--health"], Interval = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromMilliseconds(1500), Retries = 3 },
        StopSignal = "SIGINT",
    };

    /// <summary>Self-contained, with files of several owners in places that the base has.</summary>
    public static ImagePlan SelfContained { get; } = Web with
    {
        Base = new() { Reference = "registry.example.com:5000/team/base:2@sha256:" + new string('a', 64) },
        Layers =
        [
            new() { Name = "runtime", Entries = [File("/app/libcoreclr.so")] },
            .. Web.Layers,
            new()
            {
                Name = "files",
                Entries =
                [
                    Folder("/app/data", Modes.Directory, 1654),
                    File("/etc/web/ca.pem"),
                    File("/etc/web.conf"),
                    File("/tmp/seed.db"),
                    Folder("/var/lib/web", 0x1C0, 1654),
                    File("/var/lib/web/key", Modes.File, 1654),
                ],
            },
        ],
        HealthCheck = new() { Test = ["CMD-SHELL", "[ -f /tmp/ready ] || exit 1"], StartPeriod = TimeSpan.FromMinutes(1) },
        User = null,
    };

    public static ImagePlan Scratch { get; } = Web with
    {
        Base = new() { Reference = BaseImage.Scratch },
        Layers =
        [
            new()
            {
                Name = "native",
                Entries = [File("/etc/passwd"), File("/lib/x86_64-linux-gnu/libc.so.6", Modes.Executable), Link("/lib64", "/usr/lib64"), Folder("/tmp", Modes.SharedTemporary)],
            },
            Web.Layers[2],
        ],
        HealthCheck = null,
        Command = null,
        Environment = [],
        Volumes = [],
        StopSignal = null,
    };

    public static FileEntry File(string path, int mode = Modes.File, int owner = 0) =>
        new() { Path = UnixPath.Parse(path), Source = "/src/web/files" + path, Mode = mode, Owner = new(owner, owner) };

    public static FileEntry Folder(string path, int mode = Modes.Directory, int owner = 0) =>
        new() { Kind = FileEntryKind.Directory, Path = UnixPath.Parse(path), Mode = mode, Owner = new(owner, owner) };

    public static FileEntry Link(string path, string target) => new() { Kind = FileEntryKind.SymbolicLink, Path = UnixPath.Parse(path), LinkTarget = target };
}
