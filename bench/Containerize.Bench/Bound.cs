namespace Containerize.Bench;

/// <summary>What a figure says about its bound.</summary>
public enum Verdict
{
    /// <summary>The whole interval is within the bound.</summary>
    Met,

    /// <summary>The whole interval is beyond the bound.</summary>
    NotMet,

    /// <summary>The interval includes the bound.</summary>
    Undecided,
}

/// <summary>The highest ratio to the SDK's container publish that we allow ourselves, over the time of a plain publish.</summary>
/// <param name="App">Name of the app.</param>
/// <param name="Case">The case.</param>
/// <param name="Output">Name of the output.</param>
/// <param name="Ratio">The bound.</param>
public sealed record Bound(string App, BuildCase Case, string Output, double Ratio)
{
    private const int FewestRuns = 5;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Bound> All { get; } =
    [
        new("large", BuildCase.Unchanged, "registry", 0.10), new("large", BuildCase.Unchanged, "engine", 0.05), new("large", BuildCase.Unchanged, "archive", 0.10),
        new("large", BuildCase.Line, "registry", 0.15), new("large", BuildCase.Line, "engine", 0.08), new("large", BuildCase.Line, "archive", 0.5),
        new("large", BuildCase.Cold, "registry", 0.6), new("large", BuildCase.Cold, "engine", 0.6), new("large", BuildCase.Cold, "archive", 0.6),
        new("small", BuildCase.Unchanged, "registry", 0.6), new("small", BuildCase.Unchanged, "engine", 0.3), new("small", BuildCase.Unchanged, "archive", 0.6),
    ];

    /// <summary>The bound of a cell; null when it has none. An engine's store makes no difference to it.</summary>
    public static Bound? Of(Cell cell) =>
        All.FirstOrDefault(bound => bound.App == cell.App.Name && bound.Case == cell.Case && (bound.Output == cell.Output.Name || (bound.Output == "engine" && cell.Output.IsEngine)));

    /// <summary>Judges a ratio.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="runs">How often the tool that ran least often ran: fewer than five runs decide nothing, however close they lie together.</param>
    public Verdict Judge(Estimate ratio, int runs) => runs < FewestRuns ? Verdict.Undecided : ratio.High <= Ratio ? Verdict.Met : ratio.Low > Ratio ? Verdict.NotMet : Verdict.Undecided;
}
