using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The same sources give the same digest: elsewhere, for another user and time zone, and from a checkout that was used before.</summary>
[TestClass]
public sealed class ReproducibilityTests
{
    private const string Scratch = "-p:ContainerBaseImage=scratch";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Another_path_home_and_time_zone_give_the_same_digest()
    {
        using var here = new TempFolder();
        using var there = new TempFolder();
        SampleTests.CopySamples(here);
        var elsewhere = there["some where/else, ünd so"];
        Directory.CreateDirectory(elsewhere);
        Directory.Move(CopyInto(there), Path.Combine(elsewhere, "repo"));

        var first = await PublishAsync(here.Path, []);
        var second = await PublishAsync(Path.Combine(elsewhere, "repo"), new() { ["TZ"] = "Pacific/Kiritimati", ["LANG"] = "tr_TR.UTF-8", ["USER"] = "somebody", ["LC_ALL"] = "tr_TR.UTF-8" });

        Assert.AreEqual(first, second);
    }

    [TestMethod]
    public async Task A_used_checkout_without_a_file_and_a_package_equals_a_fresh_one()
    {
        using var used = new TempFolder();
        using var fresh = new TempFolder();
        var checkout = SampleTests.CopySamples(used);
        used.Write("samples/Web/wwwroot/gone.txt", "soon gone");
        var project = used["samples/Web/Web.csproj"];
        var text = await File.ReadAllTextAsync(project, TestContext.CancellationToken);
        await File.WriteAllTextAsync(project, text.Replace("<PackageReference Include=\"YamlDotNet\"", "<PackageReference Include=\"Newtonsoft.Json.Bson\" Version=\"1.0.1\" />\n    <PackageReference Include=\"YamlDotNet\"", StringComparison.Ordinal), TestContext.CancellationToken);
        var before = await PublishAsync(checkout, [], "Web");

        File.Delete(used["samples/Web/wwwroot/gone.txt"]);
        await File.WriteAllTextAsync(project, text, TestContext.CancellationToken);
        var after = await PublishAsync(checkout, [], "Web");
        var clean = await PublishAsync(SampleTests.CopySamples(fresh), [], "Web");

        Assert.AreNotEqual(before, after);
        Assert.AreEqual(clean, after);
    }

    private static string CopyInto(TempFolder folder)
    {
        using var copy = new TempFolder();
        SampleTests.CopySamples(copy);
        var target = folder["copy"];
        Directory.CreateDirectory(target);
        foreach (var part in Directory.EnumerateFileSystemEntries(copy.Path))
        {
            if (Directory.Exists(part))
                Directory.Move(part, Path.Combine(target, Path.GetFileName(part)));
            else
                File.Move(part, Path.Combine(target, Path.GetFileName(part)));
        }

        return target;
    }

    private async Task<string> PublishAsync(string root, Dictionary<string, string?> environment, string sample = "Shop/Front")
    {
        var report = Path.Combine(root, "report.json");
        string[] arguments =
        [
            "publish", Path.Combine(root, "samples", sample), "-p:Containerize=true", Scratch, "-r", "linux-x64", "--self-contained", "-p:InvariantGlobalization=true",
            "-p:ContainerizeOffline=true", $"-p:ContainerizeReportPath={report.Replace(",", "%2C", StringComparison.Ordinal)}", "-tl:off",
        ];
        var result = await DotNet.RunAsync(arguments, root, TestContext.CancellationToken, environment);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        using var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(report, TestContext.CancellationToken));
        return json.RootElement.GetProperty("image").GetProperty("digest").GetString()!;
    }
}
