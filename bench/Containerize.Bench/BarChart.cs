using System.Globalization;
using System.Text;

namespace Containerize.Bench;

/// <summary>Added time of each tool as horizontal bars, with the interval as a thin line, for the app that shows most.</summary>
public static class BarChart
{
    private const int Left = 190;
    private const int BarsWidth = 520;
    private const int BarHeight = 14;

    private static readonly (string Tool, string Title, string Colour)[] Tools =
        [("ours", "Containerize", "#2563eb"), ("sdk", "PublishContainer", "#9ca3af"), ("docker", "docker build, push or save", "#d6a756")];

    /// <summary>The chart of one app; null when nothing of it was measured.</summary>
    public static string? Write(IReadOnlyList<CellResult> results, string app)
    {
        var shown = results.Where(result => result.Cell.App.Name == app && result.AddedBy("ours") is not null).ToArray();
        if (shown.Length == 0)
            return null;

        var longest = shown.SelectMany(result => Tools.Select(tool => result.AddedBy(tool.Tool)?.High ?? 0)).Max();
        var scale = BarsWidth / longest;
        var rows = new StringBuilder();
        var y = 64;
        foreach (var result in shown)
        {
            rows.Append(CultureInfo.InvariantCulture, $"  <text x=\"{Left - 10}\" y=\"{y + (BarHeight * 2)}\" text-anchor=\"end\">{result.Cell.Output.Name}, {MarkdownReport.Title(result.Cell.Case)}</text>\n");
            foreach (var (tool, _, colour) in Tools)
            {
                if (result.AddedBy(tool) is { } time)
                    WriteBar(rows, y, time, scale, colour);

                y += BarHeight;
            }

            y += 10;
        }

        return Frame(shown[0].Cell.App, rows, y);
    }

    private static void WriteBar(StringBuilder rows, int y, Estimate time, double scale, string colour)
    {
        var (low, value, high) = (Math.Max(0, time.Low) * scale, Math.Max(0, time.Value) * scale, Math.Max(0, time.High) * scale);
        rows.Append(CultureInfo.InvariantCulture, $"  <rect x=\"{Left}\" y=\"{y + 1}\" width=\"{Math.Max(1, value):F1}\" height=\"{BarHeight - 2}\" fill=\"{colour}\" />\n");
        rows.Append(CultureInfo.InvariantCulture, $"  <path d=\"M{Left + low:F1} {y + (BarHeight / 2)}H{Left + high:F1}\" stroke=\"#111827\" />\n");
        rows.Append(CultureInfo.InvariantCulture, $"  <text x=\"{Left + Math.Max(value, high) + 5:F1}\" y=\"{y + 11}\">{time.Value * 1000:F0} ms</text>\n");
    }

    private static string Frame(BenchApp app, StringBuilder rows, int height)
    {
        var legend = new StringBuilder();
        var x = Left;
        foreach (var (_, title, colour) in Tools)
        {
            legend.Append(CultureInfo.InvariantCulture, $"  <rect x=\"{x}\" y=\"38\" width=\"12\" height=\"12\" fill=\"{colour}\" />\n  <text x=\"{x + 17}\" y=\"48\">{title}</text>\n");
            x += 30 + (title.Length * 7);
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Left + BarsWidth + 80}" height="{height}" font-family="system-ui, sans-serif" font-size="12" fill="#111827">
              <rect width="100%" height="100%" fill="#ffffff" />
              <text x="10" y="22" font-size="15">Time over plain dotnet publish: {app.Title}</text>
            {legend}{rows}</svg>

            """);
    }
}
