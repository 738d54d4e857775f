using System.Globalization;
using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Every sample: the image made in process and the one that the engine builds of the generated Dockerfile are the same, and run.</summary>
[TestClass]
public sealed partial class SampleTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("Hello", "hello", "/", "Hello from a container\n")]
    [DataRow("Web", "samples/web", "/greeting", "Hello; with: a=b, $HOME and \"quotes\"")]
    [DataRow("Worker", "samples/worker", null, "Still working")]
    [DataRow("Shop/Front", "shop/front", "/", "Tea 4.50\nCoffee 6.20\n")]
    [DataRow("Shop/Orders", "shop/orders", null, "Open for orders: Tea, Coffee")]
    public async Task Is_the_same_built_by_the_engine_and_both_run(string sample, string repository, string? path, string answer)
    {
        var cancellationToken = TestContext.CancellationToken;
        var (docker, mirror, registry) = (TestEnvironment.RequireDocker(), TestEnvironment.RequireMirror(), TestEnvironment.RequireRegistry());
        using var folder = new TempFolder();
        var copy = CopySamples(folder);
        var project = Path.Combine(copy, "samples", sample);

        var publish = await DotNet.RunAsync(
            ["publish", project, "-p:Containerize=true", $"-p:ContainerizeEngineHost={docker}", $"-p:ContainerizeRegistryMirrors={mirror}", "-tl:off"], copy, cancellationToken);
        Assert.AreEqual(0, publish.ExitCode, publish.Output);

        // The base's name is Microsoft's, which nobody reaches here: the stand-in is given that name.
        var work = Path.GetDirectoryName(Directory.EnumerateFiles(project, "Dockerfile", SearchOption.AllDirectories).Single())!;
        var from = From().Match(await File.ReadAllTextAsync(Path.Combine(work, "Dockerfile"), cancellationToken)).Groups[1].Value;
        if (from != "scratch")
        {
            var standIn = from.Replace("mcr.microsoft.com", registry, StringComparison.Ordinal);
            await DockerEngine.RunAsync(cancellationToken, "pull", "-q", standIn);
            await DockerEngine.RunAsync(cancellationToken, "tag", standIn, from);
        }

        var built = $"built/{repository}:latest";
        await DockerEngine.RunAsync(cancellationToken, "build", "-q", "-t", built, "-f", Path.Combine(work, "Dockerfile"), Path.Combine(work, "context"));
        var ours = await DockerEngine.SaveAsync($"{repository}:latest", folder, cancellationToken);
        var theirs = await DockerEngine.SaveAsync(built, folder, cancellationToken);

        AssertSameFiles(theirs.Files, ours.Files);
        // Which digest the base has is known when the image is made, not when the Dockerfile is written.
        (ours.Config["config"]!["Labels"] as System.Text.Json.Nodes.JsonObject)?.Remove("org.opencontainers.image.base.digest");
        Assert.AreEqual(theirs.Settings(), ours.Settings());
        await AssertRunsAsync($"{repository}:latest", path, answer);
        await AssertRunsAsync(built, path, answer);
    }

    private async Task AssertRunsAsync(string image, string? path, string answer)
    {
        var cancellationToken = TestContext.CancellationToken;
        var id = (await DockerEngine.RunAsync(cancellationToken, "run", "-d", "-P", image)).Trim();
        try
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            time.CancelAfter(TimeSpan.FromSeconds(30));
            var seen = path is null ? await WaitForLogAsync(id, answer, time.Token) : await WaitForAnswerAsync(id, path, time.Token);
            StringAssert.Contains(seen, answer, image);
        }
        finally
        {
            await DockerEngine.RunAsync(CancellationToken.None, "rm", "-f", "-v", id);
        }
    }

    private static async Task<string> WaitForLogAsync(string id, string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            var log = await DockerEngine.RunAsync(cancellationToken, "logs", id);
            if (log.Contains(text, StringComparison.Ordinal))
                return log;
        }
    }

    private static async Task<string> WaitForAnswerAsync(string id, string path, CancellationToken cancellationToken)
    {
        var port = HostPort().Match(await DockerEngine.RunAsync(cancellationToken, "port", id)).Groups[1].Value;
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                return await http.GetStringAsync(new Uri($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}{path}"), cancellationToken);
            }
            catch (HttpRequestException)
            {
                var state = await DockerEngine.RunAsync(cancellationToken, "inspect", "-f", "{{.State.Running}}", id);
                Assert.AreEqual("true", state.Trim(), await DockerEngine.RunAsync(cancellationToken, "logs", id));
            }
        }
    }

    private static void AssertSameFiles(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual)
    {
        var different = expected.Keys.Union(actual.Keys)
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Select(path => $"{path}: engine {expected.GetValueOrDefault(path, "-")}, ours {actual.GetValueOrDefault(path, "-")}")
            .Take(20).ToArray();

        Assert.IsEmpty(different, string.Join("\n", different));
    }

    // The repository's own obj folders belong to whoever works there; the tasks are used where they were built.
    internal static string CopySamples(TempFolder folder)
    {
        foreach (var part in new[] { "samples", "src/Sdk" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", SearchOption.AllDirectories).Where(file => !Built().IsMatch(file)))
            {
                var target = folder[Path.GetRelativePath(Repository.Root, file)];
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        foreach (var file in new[] { "global.json", "NuGet.config" })
            File.Copy(Path.Combine(Repository.Root, file), folder[file]);

        folder.Write("samples/Directory.Build.targets", $"<Project><PropertyGroup><_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks></PropertyGroup></Project>");
        return folder.Path;
    }

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex Built();

    [GeneratedRegex("^FROM (.+)$", RegexOptions.Multiline)]
    private static partial Regex From();

    [GeneratedRegex(@"(?:0\.0\.0\.0|127\.0\.0\.1):(\d+)")]
    private static partial Regex HostPort();
}
