using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>The build stage of a Dockerfile that builds from source: it runs on the builder's own platform and publishes for the target's.</summary>
internal static class SourceStage
{
    public static void Add(DockerfileLines lines, ImagePlan plan, SourceFacts source)
    {
        lines.Add($"FROM --platform=$BUILDPLATFORM {source.SdkImage} AS build");
        if (source.Aot)
            lines.Add(source.Musl ? "RUN apk add --no-cache clang build-base zlib-dev" : "RUN apt-get update && apt-get install -y --no-install-recommends clang zlib1g-dev && rm -rf /var/lib/apt/lists/*");

        lines.Add("ARG TARGETARCH");
        lines.Add("WORKDIR /src");
        lines.Add("");
        lines.Add("# What restore reads, and nothing else: packages are restored again only when one of these files changes.");
        foreach (var group in source.RestoreFiles.Where(file => file != source.SecretNuGetConfig).GroupBy(FolderOf))
            lines.Add("COPY " + DockerfileText.JsonArray([.. group, "./" + group.Key]));

        // TARGETARCH speaks Go: amd64 is x64 to .NET, the other names are the same.
        var runtime = $"linux-{(source.Musl ? "musl-" : "")}$(echo $TARGETARCH | sed s/amd64/x64/)";
        var rid = plan.RuntimeIdentifier.Length > 0 || source.SelfContained || source.Aot ? $" -r {runtime}" : "";
        var framework = source.TargetFramework.Length > 0 ? $" -f {source.TargetFramework}" : "";
        var project = ShellQuote(source.ProjectPath);
        var selfContained = rid.Length == 0 ? "" : source.SelfContained || source.Aot ? " --self-contained true" : " --self-contained false";
        lines.Add($"RUN {Mounts(source)} \\");
        lines.Add($"    dotnet restore {project}{rid}");
        lines.Add("");
        lines.Add("COPY . .");
        lines.Add($"RUN {Mounts(source)} \\");
        lines.Add($"    dotnet publish {project} --no-restore -c {Or(plan.Configuration, "Release")}{framework}{rid}{selfContained} -p:Containerize=false -o /out");
    }

    private static string Mounts(SourceFacts source) =>
        "--mount=type=cache,id=nuget,target=/root/.nuget/packages"
        + (source.SecretNuGetConfig is { } config ? $" --mount=type=secret,id=nugetconfig,target=/src/{config}" : "");

    private static string FolderOf(string file) => file.Substring(0, file.LastIndexOf('/') + 1);

    private static string ShellQuote(string text) => "'" + text.Replace("'", "'\\''") + "'";

    private static string Or(string value, string other) => value.Length > 0 ? value : other;
}
