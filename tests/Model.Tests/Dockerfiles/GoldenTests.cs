using Containerize.Dockerfiles;
using Containerize.Images;

namespace Containerize.Model.Tests.Dockerfiles;

/// <summary>Whole Dockerfiles as users see them, in tests/golden. <c>UPDATE_GOLDEN=1</c> writes them anew: read the difference before you keep it.</summary>
[TestClass]
public sealed class GoldenTests
{
    private static readonly SourceFacts Source = new()
    {
        ContextName = "../..",
        DockerfilePath = "Dockerfile",
        ProjectPath = "src/Web/Web.csproj",
        RestoreFiles = ["Directory.Packages.props", "NuGet.config", "global.json", "src/My Lib/My Lib.csproj", "src/Web/Web.csproj", "src/Web/packages.lock.json"],
        SdkImage = "mcr.microsoft.com/dotnet/sdk:10.0",
        ContextFolder = "/src/web",
    };

    [TestMethod]
    public void Publish_framework_dependent() => Check("publish-web", Text(DockerfileRenderer.Publish(Plans.Web)));

    [TestMethod]
    public void Publish_self_contained_with_declared_files() => Check("publish-self-contained", Text(DockerfileRenderer.Publish(Plans.SelfContained)));

    [TestMethod]
    public void Publish_from_scratch() => Check("publish-scratch", Text(DockerfileRenderer.Publish(Plans.Scratch)));

    [TestMethod]
    public void Source_of_a_portable_app() =>
        Check("source-portable", Text(DockerfileRenderer.Source(Plans.Web with { RuntimeIdentifier = "" }, Source)));

    [TestMethod]
    public void Source_self_contained_with_private_feed_and_declared_files() =>
        Check("source-self-contained", Text(DockerfileRenderer.Source(Plans.SelfContained, Source with { SelfContained = true, SecretNuGetConfigs = ["NuGet.config"] })));

    [TestMethod]
    public void Source_native_aot_on_musl() =>
        Check("source-aot", Text(DockerfileRenderer.Source(
            Plans.Web with { RuntimeIdentifier = "linux-musl-x64" },
            Source with { SdkImage = "mcr.microsoft.com/dotnet/sdk:10.0-alpine", Aot = true, Musl = true, TargetFramework = "net10.0" })));

    [TestMethod]
    public void Ignore_file() => Check("dockerignore", Dockerignore.Render(Source with { SecretNuGetConfigs = ["NuGet.config", "src/[a]/nuget.config"] }));

    private static string Text(Diagnostics.Result<string> result)
    {
        Assert.IsEmpty(result.Diagnostics, string.Join("\n", result.Diagnostics));
        return result.Value!;
    }

    private static void Check(string name, string text)
    {
        var path = Path.Combine(Root(), "tests/golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text);

        Assert.DoesNotContain("\r", text);
        Assert.AreEqual(File.ReadAllText(path), text);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Containerize.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Containerize.sln");

        return folder;
    }
}
