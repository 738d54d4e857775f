using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class StartCommandTests
{
    private static string Show(ProjectFacts facts)
    {
        var plan = Plan(facts);
        return $"{Join(plan.Entrypoint)}|{Join(plan.Command)}";

        static string Join(IReadOnlyList<string>? arguments) => arguments is null ? "-" : string.Join(",", arguments);
    }

    [TestMethod]
    [DataRow("", false, false, false, "dotnet,/app/tool.dll|-")]
    [DataRow("/srv", false, false, false, "dotnet,/srv/tool.dll|-")]
    [DataRow("/srv/", false, false, false, "dotnet,/srv/tool.dll|-")]
    [DataRow("/srv//x/", true, false, false, "/srv/x/tool|-")]
    [DataRow("", false, true, false, "/app/tool|-")]
    [DataRow("", false, false, true, "/app/tool|-")]
    public void Default_starts_the_app(string workingDirectory, bool selfContained, bool singleFile, bool aot, string expected) =>
        Assert.AreEqual(expected, Show(Tool with
        {
            App = Tool.App with { SelfContained = selfContained, SingleFile = singleFile, Aot = aot },
            Image = new() { ContainerWorkingDirectory = workingDirectory },
        }));

    [TestMethod]
    [DataRow("app")]
    [DataRow("/")]
    [DataRow("C:\\app")]
    [DataRow("/a/../b")]
    [DataRow("/a\0")]
    public void Working_directory_is_absolute(string text) =>
        CollectionAssert.Contains(Codes(Tool with { Image = new() { ContainerWorkingDirectory = text } }), "CTZ0125");

    // instruction, AppCommand, AppCommandArgs, DefaultArgs, Entrypoint, EntrypointArgs
    [TestMethod]
    [DataRow("", "", "a", "d", "", "", "dotnet,/app/tool.dll,a|d")]
    [DataRow("", "run", "a", "", "", "", "run,a|-")]
    [DataRow("", "", "", "d", "tini", "--", "tini,--|dotnet,/app/tool.dll,d")]
    [DataRow("", "", "a", "d", "tini", "", "tini|dotnet,/app/tool.dll,a,d")]
    [DataRow("", "", "", "", "", "x", "dotnet,/app/tool.dll|x")]
    [DataRow("DefaultArgs", "", "a", "d", "", "", "-|dotnet,/app/tool.dll,a,d")]
    [DataRow("defaultargs", "run", "", "", "tini", "", "tini|run")]
    [DataRow("None", "", "", "d", "", "", "-|d")]
    [DataRow("None", "", "", "", "tini", "-v", "tini,-v|-")]
    [DataRow("Entrypoint", "run", "", "d", "", "", "run|d")]
    public void Items_mean_what_they_mean_to_the_sdk(string instruction, string app, string appArgs, string defaults, string entrypoint, string entrypointArgs, string expected) =>
        Assert.AreEqual(expected, Show(With(instruction, app, appArgs, defaults, entrypoint, entrypointArgs)));

    [TestMethod]
    [DataRow("", "", "a", "d", "", "", "x y")]
    [DataRow("", "", "a", "d", "tini", "--", "dotnet /app/tool.dll a x y")]
    [DataRow("DefaultArgs", "run", "", "", "", "", "run x y")]
    [DataRow("None", "", "", "d", "tini", "", "x y")]
    public void Arguments_of_a_run_replace_the_default_ones_and_never_what_starts_the_app(string instruction, string app, string appArgs, string defaults, string entrypoint, string entrypointArgs, string expected)
    {
        var run = Plan(With(instruction, app, appArgs, defaults, entrypoint, entrypointArgs)).Run;

        Assert.AreEqual(expected, string.Join(" ", run.CommandFor(["x", "y"])!));
        Assert.IsNull(run.CommandFor([]));
    }

    // instruction|AppCommand|AppCommandArgs|DefaultArgs|Entrypoint|EntrypointArgs|what the SDK's own code answered (SDK 10.0.401): ENTRYPOINT|CMD, or error.
    [TestMethod]
    public void Agrees_with_the_sdk_in_every_combination()
    {
        using var stream = typeof(StartCommandTests).Assembly.GetManifestResourceStream("entrypoints.txt")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var cells = row.Split('|', 7);
            var facts = With(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);

            var actual = Codes(facts).Length > 0 ? "error" : Show(facts).Replace("-|", "|", StringComparison.Ordinal).Replace("|-", "|", StringComparison.Ordinal);
            if (actual != cells[6].Replace("|-", "|", StringComparison.Ordinal).Replace("-|", "|", StringComparison.Ordinal))
                wrong.Add($"{row} but was {actual}");
        }

        Assert.HasCount(128, rows);
        Assert.IsEmpty(wrong, string.Join("\n", wrong));
    }

    [TestMethod]
    [DataRow("", "", "", "d", "", "x", "CTZ0134")]
    [DataRow("None", "run", "", "", "tini", "", "CTZ0134")]
    [DataRow("None", "", "a", "", "", "", "CTZ0134")]
    [DataRow("Entrypoint", "", "", "", "tini", "", "CTZ0134")]
    [DataRow("Sometimes", "", "", "", "", "", "CTZ0120")]
    public void Contradictions_are_refused(string instruction, string app, string appArgs, string defaults, string entrypoint, string entrypointArgs, string code) =>
        CollectionAssert.Contains(Codes(With(instruction, app, appArgs, defaults, entrypoint, entrypointArgs)), code);

    [TestMethod]
    public void Value_metadata_carries_empty_and_padded_arguments() =>
        Assert.AreEqual("dotnet,/app/tool.dll|, x ", Show(Tool with { Image = new() { ContainerDefaultArgs = [Item("1", ("Value", "")), Item("2", ("Value", " x "))] } }));

    private static ProjectFacts With(string instruction, string app, string appArgs, string defaults, string entrypoint, string entrypointArgs) => Tool with
    {
        Image = new()
        {
            ContainerAppCommandInstruction = instruction,
            ContainerAppCommand = Items(app),
            ContainerAppCommandArgs = Items(appArgs),
            ContainerDefaultArgs = Items(defaults),
            ContainerEntrypoint = Items(entrypoint),
            ContainerEntrypointArgs = Items(entrypointArgs),
        },
    };

    private static ItemFact[] Items(string text) => text.Length == 0 ? [] : [Item(text)];
}
