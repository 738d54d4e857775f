using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Pushes to a real registry, read back by skopeo, which shares no code with ours.</summary>
[TestClass]
public sealed class RegistryTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Pushes_every_tag_reports_what_it_did_and_sends_nothing_the_second_time()
    {
        var (registry, mirror) = (TestEnvironment.RequireRegistry(), TestEnvironment.RequireMirror());
        var skopeo = TestEnvironment.RequireTool("skopeo");
        using var project = new SdkProject("Pushed", "Microsoft.NET.Sdk.Web", program: "WebApplication.Create(args).Run();");
        string[] arguments = ["-p:Containerize=true", $"-p:ContainerRegistry={registry}", $"-p:ContainerRepository=team/pushed-{Guid.NewGuid():N}", "-p:ContainerImageTags=1.2+latest", $"-p:ContainerizeRegistryMirrors={mirror}"];

        var first = await project.PublishAsync(TestContext.CancellationToken, arguments);
        Assert.AreEqual(0, first.ExitCode, first.Output);
        var report = project.ReadReport();
        var second = await project.PublishAsync(TestContext.CancellationToken, arguments);

        Assert.AreEqual(0, second.ExitCode, second.Output);
        StringAssert.Contains(second.Output, "(nothing sent)", second.Output);
        Assert.AreEqual(0, project.ReadReport().GetProperty("transfer").GetProperty("bytesUploaded").GetInt64());
        var digest = report.GetProperty("image").GetProperty("digest").GetString();
        foreach (var reference in report.GetProperty("image").GetProperty("references").EnumerateArray())
        {
            var read = await ProcessRunner.RunAsync(skopeo, ["inspect", "--tls-verify=false", "docker://" + reference.GetString()], project.Folder, null, TimeSpan.FromMinutes(1), TestContext.CancellationToken);
            Assert.AreEqual(0, read.ExitCode, read.Output);
            Assert.AreEqual(digest, (string?)JsonNode.Parse(read.Output)!["Digest"]);
        }

        var layers = report.GetProperty("image").GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("name").GetString() == "base").Sum(layer => layer.GetProperty("size").GetInt64());
        Assert.IsLessThan(layers, report.GetProperty("transfer").GetProperty("bytesUploaded").GetInt64());
        using var schema = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "docs/report.schema.json"), TestContext.CancellationToken));
        Assert.IsEmpty(new SchemaCheck(schema.RootElement).Check(report).ToArray());
    }

    [TestMethod]
    public async Task PublishContainer_and_ours_agree_in_one_project()
    {
        var (registry, mirror) = (TestEnvironment.RequireRegistry(), TestEnvironment.RequireMirror());
        using var folder = new TempFolder();
        using var project = new SdkProject(
            "Agreed", "Microsoft.NET.Sdk.Web", program: "WebApplication.Create(args).Run();",
            properties: $"<ContainerBaseImage>{registry}/dotnet/aspnet:10.0</ContainerBaseImage><ContainerRepository>agreed</ContainerRepository><Description>both</Description><Authors>me</Authors>",
            items: "<ContainerEnvironmentVariable Include=\"GREETING\" Value=\"hello world\" /><ContainerLabel Include=\"com.example.team\" Value=\"both\" /><ContainerDefaultArgs Include=\"--verbose\" />");

        var theirs = await PublishAsync(project, folder["theirs.tar"], "-t:PublishContainer");
        var ours = await PublishAsync(project, folder["ours.tar"], "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={mirror}");

        Assert.AreEqual(Comparable(theirs), Comparable(ours));
    }

    // Without what is documented to differ: times, the slash of the working directory, and ports.
    private static string Comparable(SavedImage image)
    {
        var config = image.Config["config"]!;
        var labels = config["Labels"]!.AsObject().Where(label => !label.Key.EndsWith(".created", StringComparison.Ordinal)).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        string Join(string name) => config[name] is JsonArray array ? string.Join(" ", array.Select(item => (string?)item)) : "";
        return string.Join("\n", [Join("Env"), .. labels, (string?)config["User"] ?? "", Join("Entrypoint"), Join("Cmd"), ((string?)config["WorkingDir"])!.TrimEnd('/')]);
    }

    private async Task<SavedImage> PublishAsync(SdkProject project, string archive, params string[] arguments)
    {
        var result = await DotNet.RunAsync(
            ["publish", project.File, "-tl:off", $"-p:ContainerArchiveOutputPath={archive}", .. arguments], project.Folder, TestContext.CancellationToken,
            new Dictionary<string, string?> { ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = TestEnvironment.RequireRegistry() });
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return SavedImage.Read(archive);
    }
}
