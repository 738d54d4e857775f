using System.Globalization;

namespace Containerize.Bench;

/// <summary>What the command line asks for.</summary>
public sealed record Options
{
    /// <summary>Shown for <c>--help</c> and for a mistake.</summary>
    public const string Usage = """
        ./bench.sh [OPTIONS]   Without options: the whole benchmark, which writes docs/performance.md and docs/performance.svg.
          --app NAMES          small, large, packages, assets, solution (comma-separated, as all lists)
          --output NAMES       registry, engine, archive, containerd (when CONTAINERIZE_BENCH_CONTAINERD names such an engine)
          --case NAMES         unchanged, line, package, cold
          --tool NAMES         ours, sdk, docker
          --runs N             so many rounds of every cell
          --quick              3 rounds of every cell
          --bounds             only what has a bound, ours and the SDK's, and write its table
          --all                every app with every output, also those that a run without filters leaves out
          --levels             measure compression levels instead, and write their table
          --off                measure what the package costs that is switched off instead, and write its table
          --targets            measure the tools' targets instead, without changes and after one line, by MSBuild's own clock, and write their table
          --docs               write into docs/ even though it is not the whole benchmark, or not a whole table
          --lock FILE          take a lock on FILE around every round, so that other jobs of this machine that take it wait
        A run with filters writes to artifacts/bench/ instead of docs/.
        """;

    /// <summary>Names of apps; empty for all. The same for the other lists.</summary>
    public IReadOnlyList<string> Apps { get; init; } = [];

    /// <summary>Names of outputs.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Names of cases.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    /// <summary>Names of tools.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Rounds of every cell; null for the schedule's.</summary>
    public int? Runs { get; init; }

    /// <summary>Only cells with a bound.</summary>
    public bool Bounds { get; init; }

    /// <summary>Nothing is left out.</summary>
    public bool All { get; init; }

    /// <summary>Measure compression levels instead.</summary>
    public bool Levels { get; init; }

    /// <summary>Measure the package that is switched off instead.</summary>
    public bool Off { get; init; }

    /// <summary>Measure the tools' targets instead.</summary>
    public bool Targets { get; init; }

    /// <summary>Write into docs/.</summary>
    public bool Docs { get; init; }

    /// <summary>File to lock; null for none.</summary>
    public string? Lock { get; init; }

    /// <summary>The whole benchmark, with the schedule's number of rounds.</summary>
    public bool IsWhole => !IsFiltered && !Bounds;

    /// <summary>Whether something is left out of a table, or measured more or less often than usual.</summary>
    public bool IsFiltered => Apps.Count + Outputs.Count + Cases.Count + Tools.Count > 0 || Runs is not null;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It has an option that is none, or one without its value.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new Options();
        for (var i = 0; i < arguments.Count; i++)
        {
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{arguments[i - 1]} has no value");
            string[] List(params string[] known) => Value().Split(',').Select(name => known.Contains(name) ? name : throw new FormatException($"'{name}' is none of {string.Join(", ", known)}")).ToArray();
            options = arguments[i] switch
            {
                "--app" => options with { Apps = List([.. BenchApp.All.Select(app => app.Name)]) },
                "--output" => options with { Outputs = List("registry", "engine", "archive", "containerd") },
                "--case" => options with { Cases = List("unchanged", "line", "package", "cold") },
                "--tool" => options with { Tools = List("ours", "sdk", "docker") },
                "--runs" => options with { Runs = int.Parse(Value(), NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and <= PackageFeed.ExtraCount - 1 and var runs ? runs : throw new FormatException("--runs is out of range") },
                "--quick" => options with { Runs = options.Runs ?? 3 },
                "--bounds" => options with { Bounds = true },
                "--all" => options with { All = true },
                "--levels" => options with { Levels = true },
                "--off" => options with { Off = true },
                "--targets" => options with { Targets = true },
                "--docs" => options with { Docs = true },
                "--lock" => options with { Lock = Value() },
                _ => throw new FormatException($"'{arguments[i]}' is no option"),
            };
        }

        return options;
    }

    /// <summary>Whether a list lets a name through.</summary>
    public static bool Allows(IReadOnlyList<string> list, string name)
    {
        ArgumentNullException.ThrowIfNull(list);
        return list.Count == 0 || list.Contains(name);
    }
}
