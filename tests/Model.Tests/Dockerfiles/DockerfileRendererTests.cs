using System.Text.Json;
using Containerize.Dockerfiles;
using Containerize.Images;

namespace Containerize.Model.Tests.Dockerfiles;

[TestClass]
public sealed class DockerfileRendererTests
{
    [TestMethod]
    [DataRow("two words")]
    [DataRow("  padded  ")]
    [DataRow("say \"hi\"")]
    [DataRow("it's")]
    [DataRow("C:\\temp\\")]
    [DataRow("\\\\\\")]
    [DataRow("$HOME ${X:-y} $$ $")]
    [DataRow("`cmd` # no comment")]
    [DataRow("#first")]
    [DataRow("tab\tcr\rin")]
    [DataRow("cr at the end\r")]
    [DataRow("\U0001F600 \u2028 \u0085 \uFEFF")]
    [DataRow("")]
    [DataRow("--flag=a b")]
    [DataRow("<<EOF")]
    public void Writes_values_that_docker_reads_back(string value)
    {
        var (name, read) = DockerWords.Read(Line(Plans.Web with { Environment = [new("NAME", value)] }, "ENV"));

        Assert.AreEqual("NAME", name);
        Assert.AreEqual(value, read);
    }

    [TestMethod]
    public void Writes_any_mixture_of_special_characters()
    {
        var random = new Random(20261121);
        const string Special = "\"'\\$`# \t\r={}[]<>-:;%!&|ab_Z\u2028\u00E9";
        for (var run = 0; run < 5000; run++)
        {
            var value = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Special[random.Next(Special.Length)])]);
            var name = "n" + value.Replace("=", "", StringComparison.Ordinal);

            var (readName, readValue) = DockerWords.Read(Line(Plans.Web with { Labels = [new(name, value)] }, "LABEL"));

            Assert.AreEqual(name, readName);
            Assert.AreEqual(value, readValue);
        }
    }

    [TestMethod]
    public void Says_which_value_no_dockerfile_can_hold()
    {
        var plan = Plans.Web with { Environment = [new("A", "x\ny"), new("B", "fine"), new("C", "\n")], Labels = [new("a=b", "x")] };

        var result = DockerfileRenderer.Publish(plan);

        Assert.IsNull(result.Value);
        CollectionAssert.AreEqual(new[] { "CTZ0204", "CTZ0204", "CTZ0204" }, result.Diagnostics.Select(diagnostic => diagnostic.Code.Id).ToArray());
        StringAssert.Contains(result.Diagnostics[0].Message, "'A'");
        StringAssert.Contains(result.Diagnostics[2].Message, "'a=b'");
    }

    [TestMethod]
    public void Refuses_a_line_that_docker_20_10_cannot_read() =>
        Assert.IsNull(DockerfileRenderer.Publish(Plans.Web with { Environment = [new("A", new string('x', 70_000))] }).Value);

    [TestMethod]
    public void Writes_arguments_as_json()
    {
        string[] arguments = ["a b", "$HOME", "line\nbreak", "\"'\\", "\u2028", "", "\U0001F600"];

        var line = Line(Plans.Web with { Entrypoint = arguments }, "ENTRYPOINT");

        CollectionAssert.AreEqual(arguments, JsonSerializer.Deserialize<string[]>(line["ENTRYPOINT ".Length..]));
        Assert.DoesNotContain("\u2028", line);
    }

    [TestMethod]
    public void Copies_before_workdir_and_names_the_user_after_it()
    {
        var text = DockerfileRenderer.Publish(Plans.Web).Value!;

        Assert.IsTrue(text.LastIndexOf("\nCOPY ", StringComparison.Ordinal) < text.IndexOf("\nWORKDIR ", StringComparison.Ordinal));
        Assert.IsTrue(text.IndexOf("\nWORKDIR ", StringComparison.Ordinal) < text.IndexOf("\nUSER ", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Leaves_the_user_of_an_unread_base_alone() =>
        Assert.DoesNotContain("\nUSER", DockerfileRenderer.Publish(Plans.Web with { User = null }).Value!);

    [TestMethod]
    [DataRow("[\"looks\", \"like json\"]")]
    [DataRow("ends with \\")]
    [DataRow("two\nlines")]
    [DataRow(" padded")]
    [DataRow("")]
    public void Refuses_a_shell_line_that_docker_would_read_otherwise(string command) =>
        Assert.IsNull(DockerfileRenderer.Publish(Plans.Web with { HealthCheck = new() { Test = ["CMD-SHELL", command] } }).Value);

    [TestMethod]
    public void Switches_the_health_check_of_the_base_off() =>
        Assert.AreEqual("HEALTHCHECK NONE", Line(Plans.Web with { HealthCheck = new() { Test = ["NONE"], Retries = 3 } }, "HEALTHCHECK"));

    [TestMethod]
    public void Never_copies_a_secret_nuget_config()
    {
        var source = new SourceFacts
        {
            ContextName = ".", DockerfilePath = "Dockerfile", ProjectPath = "Web.csproj", SdkImage = "sdk",
            RestoreFiles = ["Web.csproj", "nuget.config", "sub/NuGet.Config"], SecretNuGetConfigs = ["nuget.config", "sub/NuGet.Config"],
        };

        var text = DockerfileRenderer.Source(Plans.Web, source).Value!;

        Assert.IsEmpty(text.Split('\n').Where(line => line.StartsWith("COPY", StringComparison.Ordinal) && line.Contains("nuget.config", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("--mount=type=secret,id=nugetconfig2,target=/src/sub/NuGet.Config,required=true", text);
        Assert.Contains("\nsub/NuGet.Config\n", Dockerignore.Render(source));
    }

    [TestMethod]
    public void Builds_no_app_from_source_whose_libraries_come_from_this_machine() =>
        Assert.IsNull(DockerfileRenderer.Source(Plans.Scratch, new() { ContextName = ".", DockerfilePath = "Dockerfile", ProjectPath = "a", SdkImage = "sdk", RestoreFiles = [] }).Value);

    private static string Line(ImagePlan plan, string instruction)
    {
        var result = DockerfileRenderer.Publish(plan);
        Assert.IsEmpty(result.Diagnostics);
        return result.Value!.Split('\n').Single(line => line.StartsWith(instruction + " ", StringComparison.Ordinal));
    }
}
