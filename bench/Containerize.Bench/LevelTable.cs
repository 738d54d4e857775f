using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Containerize.Bench;

/// <summary>
/// What each compression level costs and saves: the time of the layers' step and the size of the layers, as our own report of a cold publish states them.
/// </summary>
/// <param name="workspace">Where it works.</param>
public sealed class LevelTable(Workspace workspace)
{
    private const int Lowest = 0;
    private const int Highest = 9;

    /// <summary>Publishes each app at each level, the levels in turns.</summary>
    /// <param name="apps">The apps.</param>
    /// <param name="rounds">How often each level.</param>
    /// <returns>The figures as Markdown.</returns>
    public string Measure(IEnumerable<BenchApp> apps, int rounds)
    {
        ArgumentNullException.ThrowIfNull(apps);
        var text = new StringBuilder("\n");
        foreach (var app in apps)
        {
            var times = Enumerable.Range(Lowest, Highest + 1).Select(_ => new List<double>()).ToArray();
            var sizes = new long[Highest + 1];
            for (var round = -1; round < rounds; round++)
            {
                for (var level = Lowest; level <= Highest; level++)
                {
                    var (seconds, size) = Publish(app, level);
                    sizes[level] = size;
                    if (round >= 0)
                        times[level].Add(seconds);
                }

                Console.WriteLine($"{app.Name}, levels, round {round + 1} of {rounds}");
            }

            Write(text, app, times, sizes);
        }

        return text.ToString();
    }

    private (double Seconds, long Size) Publish(BenchApp app, int level)
    {
        var files = workspace.Files(app, "ours");
        var (cache, report) = (workspace["levels/cache"], workspace["levels/report.json"]);
        if (Directory.Exists(cache))
            Directory.Delete(cache, recursive: true);

        workspace.Run(new("dotnet", [
            "publish", files.Target, "-tl:off", "-p:BenchTool=ours", "-p:BenchOutput=registry", $"-p:BenchRepository=levels/{app.Name}-{level}", "-p:Containerize=true",
            $"-p:ContainerizeCacheDir={cache}", $"-p:ContainerizeReportPath={report}", string.Create(CultureInfo.InvariantCulture, $"-p:ContainerizeCompressionLevel={level}")], files.Folder));

        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var layers = json.RootElement.GetProperty("image").GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("name").GetString() != "base");
        var step = json.RootElement.GetProperty("timings").EnumerateArray().First(timing => timing.GetProperty("step").GetString() == "layers");
        return (step.GetProperty("milliseconds").GetDouble() / 1000, layers.Sum(layer => layer.GetProperty("size").GetInt64()));
    }

    private static void Write(StringBuilder text, BenchApp app, List<double>[] times, long[] sizes)
    {
        text.Append(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(app.Title[0])}{app.Title[1..]}, {times[0].Count} rounds:\n\n| level | time of all layers | size | push at 100 Mbit/s |\n|---|---|---|---|\n");
        for (var level = Lowest; level <= Highest; level++)
        {
            var time = Statistics.MedianOf(times[level]);
            text.Append(CultureInfo.InvariantCulture, $"| {level} | {time.Value:F2} s ({time.Low:F2} to {time.High:F2}) | {sizes[level] / 1e6:F1} MB | {sizes[level] * 8 / 1e8:F1} s |\n");
        }

        text.Append('\n');
    }
}
