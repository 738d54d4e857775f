using System.Globalization;

namespace Containerize.AnalyzerCorpus;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage =
        """
        AnalyzerCorpus FOLDER [options]: runs all rules on the checkouts in a folder.
          --only NAME        only repositories whose name contains it
          --table FILE       writes all findings, as Markdown (.md) or CSV
          --labels FILE      verdicts on findings (default: labels.tsv beside the program)
          --new-labels FILE  writes rows for findings that have no verdict
          --truncate N       analyzes everything N times more, each time cut at random places, and counts crashes
          --seed S           of these places (default 1)
          --time             measures our analyzers on a small program and on the largest repository
          --runs N           of which the median counts (default 5)
        Exit code: 1 when an analyzer crashed or the starred rules are right in less than 95 of 100 findings, 2 for wrong options.
        """;

    public required string Folder { get; init; }

    public string Only { get; init; } = "";

    public string? Table { get; init; }

    public string Labels { get; init; } = Path.Combine(AppContext.BaseDirectory, "labels.tsv");

    public string? NewLabels { get; init; }

    public int Truncate { get; init; }

    public int Seed { get; init; } = 1;

    public bool Time { get; init; }

    public int Runs { get; init; } = 5;

    /// <exception cref="FormatException">An option is unknown or has no value, or the folder is missing.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options { Folder = "" };
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Folder = Path.GetFullPath(name) };
                continue;
            }

            if (name == "--time")
            {
                options = options with { Time = true };
                continue;
            }

            var value = ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            options = options.With(name, value);
        }

        return Directory.Exists(options.Folder) ? options : throw new FormatException($"The folder '{options.Folder}' does not exist.");
    }

    private Options With(string name, string value) => name switch
    {
        "--only" => this with { Only = value },
        "--table" => this with { Table = value },
        "--labels" => this with { Labels = value },
        "--new-labels" => this with { NewLabels = value },
        "--truncate" => this with { Truncate = Number(name, value) },
        "--seed" => this with { Seed = Number(name, value) },
        "--runs" => this with { Runs = Number(name, value) },
        _ => throw new FormatException($"{name} is no option."),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{name} needs a number, and '{value}' is none.");
}
