using System.Globalization;
using System.Text.Json;
using Containerize.Images;

namespace Containerize.Pipeline;

/// <summary>Reads what <see cref="PlanJsonWriter"/> wrote.</summary>
internal static class PlanJsonReader
{
    public static ImagePlan Read(JsonElement json) => new()
    {
        Project = Text(json, "project"),
        Configuration = Text(json, "configuration"),
        RuntimeIdentifier = Text(json, "runtimeIdentifier"),
        Name = ReadName(json.GetProperty("name")),
        Base = ReadBase(json.GetProperty("base")),
        Platform = ReadPlatform(json.GetProperty("platform")),
        Format = Text(json, "format") switch
        {
            nameof(ImageFormat.SameAsBase) => ImageFormat.SameAsBase,
            nameof(ImageFormat.Docker) => ImageFormat.Docker,
            nameof(ImageFormat.Oci) => ImageFormat.Oci,
            var other => throw new FormatException($"'{other}' is no format."),
        },
        RunCommands = json.TryGetProperty("runCommands", out _) ? Texts(json, "runCommands") : [],
        Layers = List(json, "layers", ReadLayer),
        Environment = List(json, "environment", ReadNamed),
        Labels = List(json, "labels", ReadNamed),
        LabelBaseDigest = json.GetProperty("labelBaseDigest").GetBoolean(),
        Annotations = List(json, "annotations", ReadAnnotation),
        Ports = List(json, "ports", ReadPort),
        Volumes = List(json, "volumes", ReadVolume),
        User = Find(json, "user"),
        WorkingDirectory = UnixPath.Parse(Text(json, "workingDirectory")),
        Entrypoint = FindTexts(json, "entrypoint"),
        Command = FindTexts(json, "command"),
        HealthCheck = json.TryGetProperty("healthCheck", out var check) ? ReadHealthCheck(check) : null,
        StopSignal = Find(json, "stopSignal"),
        Created = json.GetProperty("created").GetInt64(),
        CompressionLevel = json.GetProperty("compressionLevel").GetInt32(),
        Run = ReadRun(json.GetProperty("run")),
        Reasons = List(json, "reasons", reason => new PlanReason(Text(reason, "subject"), Text(reason, "text"))),
        Warnings = List(json, "warnings", warning => new PlanWarning(Text(warning, "code"), Text(warning, "message"))),
    };

    /// <summary>The kind as it is written.</summary>
    public static string NameOf(FileEntryKind kind) => kind switch
    {
        FileEntryKind.File => nameof(FileEntryKind.File),
        FileEntryKind.Directory => nameof(FileEntryKind.Directory),
        _ => nameof(FileEntryKind.SymbolicLink),
    };

    private static ImageName ReadName(JsonElement json) => new() { Repository = Text(json, "repository"), Tags = Texts(json, "tags"), Registries = Texts(json, "registries") };

    private static BaseImage ReadBase(JsonElement json) => new()
    {
        Reference = Text(json, "reference"),
        Config = json.TryGetProperty("config", out var config) ? ReadBaseConfig(config) : null,
    };

    private static BaseImageConfig ReadBaseConfig(JsonElement json) => new()
    {
        User = Text(json, "user"),
        Environment = List(json, "environment", ReadNamed),
        ExposedPorts = Texts(json, "exposedPorts"),
        Entrypoint = Texts(json, "entrypoint"),
        Command = Texts(json, "command"),
        WorkingDirectory = Text(json, "workingDirectory"),
        HasHealthCheck = json.GetProperty("hasHealthCheck").GetBoolean(),
        Source = Text(json, "source"),
    };

    private static Platform ReadPlatform(JsonElement json) => new(Text(json, "os"), Text(json, "architecture"), Find(json, "variant"));

    private static LayerPlan ReadLayer(JsonElement json) => new() { Name = Text(json, "name"), Entries = List(json, "entries", ReadEntry) };

    private static FileEntry ReadEntry(JsonElement json)
    {
        var owner = json.GetProperty("owner");
        return new FileEntry
        {
            Kind = Text(json, "kind") switch
            {
                nameof(FileEntryKind.File) => FileEntryKind.File,
                nameof(FileEntryKind.Directory) => FileEntryKind.Directory,
                nameof(FileEntryKind.SymbolicLink) => FileEntryKind.SymbolicLink,
                var other => throw new FormatException($"'{other}' is no kind of entry."),
            },
            Path = UnixPath.Parse(Text(json, "path")),
            Source = Find(json, "source"),
            Content = Find(json, "content"),
            LinkTarget = Find(json, "linkTarget"),
            Mode = json.GetProperty("mode").GetInt32(),
            Owner = new Ownership(owner.GetProperty("userId").GetInt32(), owner.GetProperty("groupId").GetInt32()),
        };
    }

    private static NamedValue ReadNamed(JsonElement json) => new(Text(json, "name"), Text(json, "value"));

    private static Annotation ReadAnnotation(JsonElement json) =>
        new(Text(json, "name"), Text(json, "value"), Text(json, "scope") == nameof(AnnotationScope.Index) ? AnnotationScope.Index : AnnotationScope.Manifest);

    private static Port ReadPort(JsonElement json) => new(json.GetProperty("number").GetInt32(), Text(json, "protocol"));

    private static Volume ReadVolume(JsonElement json) => new(UnixPath.Parse(Text(json, "path")), Find(json, "source"), json.GetProperty("readOnly").GetBoolean());

    private static HealthCheck ReadHealthCheck(JsonElement json) => new()
    {
        Test = Texts(json, "test"),
        Interval = FindTime(json, "interval"),
        Timeout = FindTime(json, "timeout"),
        StartPeriod = FindTime(json, "startPeriod"),
        Retries = FindNumber(json, "retries"),
    };

    private static RunPlan ReadRun(JsonElement json) => new()
    {
        Ports = List(json, "ports", port => new PublishedPort(ReadPort(port.GetProperty("container")), FindNumber(port, "hostPort"), Text(port, "hostIp"))),
        Environment = List(json, "environment", ReadNamed),
        EnvironmentFiles = Texts(json, "environmentFiles"),
        Networks = Texts(json, "networks"),
        Options = json.TryGetProperty("options", out var options) ? ReadOptions(options) : null,
        CommandPrefix = json.TryGetProperty("commandPrefix", out _) ? Texts(json, "commandPrefix") : [],
        Detach = json.GetProperty("detach").GetBoolean(),
    };

    private static RunOptions ReadOptions(JsonElement json) => new()
    {
        Name = Find(json, "name"),
        User = Find(json, "user"),
        Volumes = List(json, "volumes", ReadVolume),
        Hosts = Texts(json, "hosts"),
        TemporaryFolders = Texts(json, "temporaryFolders"),
        AddedCapabilities = Texts(json, "addedCapabilities"),
        DroppedCapabilities = Texts(json, "droppedCapabilities"),
        Memory = json.TryGetProperty("memory", out var memory) ? memory.GetInt64() : null,
        NanoCpus = json.TryGetProperty("nanoCpus", out var cpus) ? cpus.GetInt64() : null,
        Restart = Find(json, "restart"),
        Init = json.GetProperty("init").GetBoolean(),
        ReadOnly = json.GetProperty("readOnly").GetBoolean(),
        Privileged = json.GetProperty("privileged").GetBoolean(),
    };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static string? Find(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? FindNumber(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static TimeSpan? FindTime(JsonElement json, string name) =>
        Find(json, name) is { } text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : null;

    private static string[] Texts(JsonElement json, string name) => FindTexts(json, name) ?? throw new FormatException($"'{name}' is missing.");

    private static string[]? FindTexts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var list))
            return null;

        var texts = new string[list.GetArrayLength()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = list[i].GetString() ?? throw new FormatException($"'{name}' holds null.");

        return texts;
    }

    private static T[] List<T>(JsonElement json, string name, Func<JsonElement, T> read)
        where T : class
    {
        var list = json.GetProperty(name);
        var items = new T[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
            items[i++] = read(item);

        return items;
    }
}
