using System.Globalization;

namespace Containerize.Bench;

/// <summary>What a package costs that is referenced and switched off: a publish without changes, with the reference and without.</summary>
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
        var text = new System.Text.StringBuilder("\n| app | pairs | plain publish | the package adds |\n|---|---|---|---|\n");
        foreach (var app in apps)
        {
            var (without, added) = (new List<double>(), new List<double>());
            for (var pair = -2; pair < pairs; pair++)
            {
                // Each comes first in every other pair.
                string[] tools = pair % 2 == 0 ? ["plain", "ours"] : ["ours", "plain"];
                var times = tools.ToDictionary(tool => tool, tool => Publish(app, tool));
                if (pair < 0)
                    continue;

                without.Add(times["plain"]);
                added.Add(times["ours"] - times["plain"]);
            }

            var (plain, difference) = (Statistics.MedianOf(without), Statistics.MedianOf(added));
            text.Append(CultureInfo.InvariantCulture, $"| {app.Title} | {pairs} | {plain.Value:F2} s | {difference.Value * 1000:F0} ms ({difference.Low * 1000:F0} to {difference.High * 1000:F0}) |\n");
            Console.WriteLine($"{app.Name}, switched off: {difference.Value * 1000:F0} ms ({difference.Low * 1000:F0} to {difference.High * 1000:F0})");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Publishes the app of a tool without making an image.</summary>
    internal static Command Plain(Workspace workspace, BenchApp app, string tool)
    {
        var files = workspace.Files(app, tool);
        return new("dotnet", ["publish", files.Target, "-tl:off", $"-p:BenchTool={tool}", "-p:BenchOutput=registry", "-p:BenchRepository=off"], files.Folder);
    }

    private double Publish(BenchApp app, string tool) => workspace.Run(Plain(workspace, app, tool)).Elapsed.TotalSeconds;
}
