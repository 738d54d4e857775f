using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>The build stage of a Dockerfile that builds from source: it runs on the builder's own platform and publishes for the target's.</summary>
internal static class SourceStage
{
    /// <summary>Where the stage lays out declared files.</summary>
    public const string Staged = "/staged/";

    /// <summary>Name of the secret of the nth nuget.config, from 0.</summary>
    public static string SecretId(int index) => index == 0 ? "nugetconfig" : $"nugetconfig{index + 1}";

    /// <summary>What the project declares beside its published files.</summary>
    public static IEnumerable<StagedTree> DeclaredTrees(ImagePlan plan) => StagedTrees.Of(plan).Where(tree => tree.Layer == LayerNames.Files);

    public static void Add(DockerfileLines lines, ImagePlan plan, SourceFacts source)
    {
        if (plan.Layers.Any(layer => layer.Name == LayerNames.Native))
            lines.Refuse("The native layer", "its libraries come from this machine; use ContainerizeDockerfileKind=publish, or another base than scratch");

        if (plan.Layers.SelectMany(layer => layer.Entries).Any(entry => entry.Path.Name == Planning.HealthProbe.Name + ".dll"))
            lines.Refuse("The health probe", "the build stage does not have it; use ContainerizeDockerfileKind=publish, or ContainerHealthCheckArgs items");

        // Native AOT compiles for the machine it runs on: its stage is the target's platform, emulated where it must be.
        lines.Add($"FROM {(source.Aot ? "" : "--platform=$BUILDPLATFORM ")}{source.SdkImage} AS build");
        if (source.Aot)
            lines.Add(source.Musl ? "RUN apk add --no-cache clang build-base zlib-dev" : "RUN apt-get update && apt-get install -y --no-install-recommends clang zlib1g-dev && rm -rf /var/lib/apt/lists/*");

        var hasRuntime = plan.RuntimeIdentifier.Length > 0 || source.SelfContained || source.Aot;
        if (hasRuntime)
            AddRuntimeIdentifier(lines, source.Musl);

        lines.Add("WORKDIR /src");
        lines.Add("");
        lines.Add("# What restore reads, and nothing else: packages are restored again only when one of these files changes.");
        foreach (var group in source.RestoreFiles.Where(file => !source.SecretNuGetConfigs.Contains(file)).GroupBy(FolderOf))
            lines.Add("The path " + group.Key, "COPY " + DockerfileText.Copy(group, "./" + group.Key));

        var project = ShellQuote(source.ProjectPath);
        var framework = source.TargetFramework.Length > 0 ? $" -f {ShellQuote(source.TargetFramework)}" : "";
        var runtime = !hasRuntime ? "" : $" -r \"$(cat /tmp/rid)\" -p:SelfContained={(source.SelfContained || source.Aot ? "true" : "false")}";
        var properties = string.Concat(source.PublishProperties.Select(property => " " + ShellQuote($"-p:{property.Name}={MSBuildEscape(property.Value)}"))) + " -p:Containerize=false";
        lines.Add($"RUN {Mounts(source)} \\");
        lines.Add($"    dotnet restore {project}{runtime}{properties}");
        lines.Add("");
        lines.Add("COPY . .");
        lines.Add("# Restore once more does nothing, unless the builder kept the layer and lost the packages.");
        lines.Add($"RUN {Mounts(source)} \\");
        lines.Add($"    dotnet restore {project}{runtime}{properties} \\");
        lines.Add($"    && dotnet publish {project} --no-restore -c {ShellQuote(plan.Configuration.Length > 0 ? plan.Configuration : "Release")}{framework}{runtime}{properties} -o /out \\");
        // Without "=": busybox takes execute away before X looks for it.
        lines.Add("    && chmod -R u+rwX,go+rX,go-w /out");
        AddDeclared(lines, plan, source);
    }

    // TARGETARCH speaks Go.
    private static void AddRuntimeIdentifier(DockerfileLines lines, bool musl)
    {
        lines.Add("ARG TARGETARCH");
        lines.Add("RUN case \"$TARGETARCH\" in \\");
        lines.Add("        amd64) arch=x64 ;; 386) arch=x86 ;; arm|arm64|s390x|ppc64le|riscv64) arch=$TARGETARCH ;; \\");
        lines.Add("        *) echo \".NET has no runtime identifier for '$TARGETARCH'\" >&2; exit 1 ;; \\");
        lines.Add($"    esac && echo \"linux-{(musl ? "musl-" : "")}$arch\" > /tmp/rid");
    }

    private static void AddDeclared(DockerfileLines lines, ImagePlan plan, SourceFacts source)
    {
        string[] commands = [.. DeclaredTrees(plan).SelectMany(tree => Commands(lines, tree, source)).Distinct()];
        if (commands.Any(command => command.IndexOf('\n') >= 0))
            lines.Refuse("A path of a ContainerFile or ContainerDirectory", "it holds a line feed, for which Dockerfiles have no syntax");
        if (commands.Length > 0)
            lines.Add("RUN umask 022 \\\n    && " + string.Join(" \\\n    && ", commands));
    }

    private static List<string> Commands(DockerfileLines lines, StagedTree tree, SourceFacts source)
    {
        var root = Staged + tree.Name;
        List<string> commands = [$"mkdir -p {ShellQuote(root + (tree.Entries.Count == 0 ? "" : tree.Root.Value))}"];
        foreach (var entry in tree.Entries)
        {
            var path = ShellQuote(root + entry.Path);
            commands.Add($"mkdir -p {ShellQuote(root + (entry.Kind == FileEntryKind.Directory ? entry.Path : entry.Path.Parent))}");
            if (entry.Kind == FileEntryKind.SymbolicLink)
                commands.Add($"ln -s {ShellQuote(entry.LinkTarget!)} {path}");
            else if (entry.Source is { } file && Relative(source, file) is { } relative)
                commands.Add($"cp -L {ShellQuote("/src/" + relative)} {path} && chmod {Modes.ToOctal(entry.Mode)} {path}");
            else if (entry.Kind == FileEntryKind.File)
                lines.Refuse($"ContainerFile '{entry.Source ?? entry.Path.Value}'", "it is not in the context: move it below the folder that holds the sources");
        }

        commands.AddRange(tree.Entries.Where(entry => entry.Kind == FileEntryKind.Directory).Select(entry => $"chmod {Modes.ToOctal(entry.Mode)} {ShellQuote(root + entry.Path)}"));
        return commands;
    }

    private static string? Relative(SourceFacts source, string file)
    {
        var folder = source.ContextFolder.Replace('\\', '/').TrimEnd('/') + "/";
        var path = file.Replace('\\', '/');
        return source.ContextFolder.Length > 0 && path.StartsWith(folder, StringComparison.Ordinal) ? path.Substring(folder.Length) : null;
    }

    private static string Mounts(SourceFacts source) =>
        "--mount=type=cache,id=nuget,target=/root/.nuget/packages"
        + string.Concat(source.SecretNuGetConfigs.Select((file, i) => $" --mount=type=secret,id={SecretId(i)},target=/src/{file},required=true"));

    private static string FolderOf(string file) => file.Substring(0, file.LastIndexOf('/') + 1);

    // What separates and expands on MSBuild's command line.
    private static string MSBuildEscape(string value) => value.Replace("%", "%25").Replace(";", "%3B").Replace(",", "%2C").Replace("$", "%24").Replace("@", "%40");

    private static string ShellQuote(string text) =>
        text.Length > 0 && text.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '.' or '_' or '/' or '-') ? text : "'" + text.Replace("'", "'\\''") + "'";
}
