using System.Globalization;

namespace Containerize.Bench;

/// <summary>
/// What a package costs that is referenced and switched off: a publish with the reference and one without, when nothing has changed and when the compiler
/// runs, and the analyzers with it.
/// </summary>
/// <param name="workspace">Where it works.</param>
public sealed class OffTable(Workspace workspace)
{
    /// <summary>Publishes each app in both ways.</summary>
    /// <param name="apps">The apps.</param>
    /// <param name="pairs">How often.</param>
    /// <returns>The figures as Markdown.</returns>
    public string Measure(IEnumerable<BenchApp> apps, int pairs)
    {
        ArgumentNullException.ThrowIfNull(apps);
        var text = new System.Text.StringBuilder("\n| app | case | pairs | plain publish | the package adds |\n|---|---|---|---|---|\n");
        var number = 0;
        foreach (var (app, @case) in apps.SelectMany(app => new[] { (app, BuildCase.Unchanged), (app, BuildCase.Line) }))
        {
            var (without, added) = (new List<double>(), new List<double>());
            for (var pair = -2; pair < pairs; pair++)
            {
                // Each comes first in every other pair.
                string[] tools = pair % 2 == 0 ? ["plain", "ours"] : ["ours", "plain"];
                number += @case == BuildCase.Line ? 1 : 0;
                var times = tools.ToDictionary(tool => tool, tool => Publish(app, tool, number));
                if (pair < 0)
                    continue;

                without.Add(times["plain"]);
                added.Add(times["ours"] - times["plain"]);
            }

            var (plain, difference) = (Statistics.MedianOf(without), Statistics.MedianOf(added));
            text.Append(CultureInfo.InvariantCulture, $"| {app.Title} | {MarkdownReport.Title(@case)} | {pairs} | {plain.Value:F2} s | {difference.Value * 1000:F0} ms ({difference.Low * 1000:F0} to {difference.High * 1000:F0}) |\n");
            Console.WriteLine($"{app.Name}, {MarkdownReport.Title(@case)}, switched off: {difference.Value * 1000:F0} ms ({difference.Low * 1000:F0} to {difference.High * 1000:F0})");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Publishes the app of a tool without making an image.</summary>
    internal static Command Plain(Workspace workspace, BenchApp app, string tool)
    {
        var files = workspace.Files(app, tool);
        return new("dotnet", ["publish", files.Target, "-tl:off", $"-p:BenchTool={tool}", "-p:BenchOutput=registry", "-p:BenchRepository=off"], files.Folder);
    }

    private double Publish(BenchApp app, string tool, int number)
    {
        workspace.Files(app, tool).ChangeLine(number, everywhere: false);
        return workspace.Run(Plain(workspace, app, tool)).Elapsed.TotalSeconds;
    }
}
