namespace Containerize.Bench;

/// <summary>How often a cell is measured.</summary>
/// <param name="Rounds">Rounds in which plain publish and Containerize run.</param>
/// <param name="PeerEvery">Both peers run in every n-th round.</param>
public readonly record struct Schedule(int Rounds, int PeerEvery)
{
    /// <summary>
    /// Differences that are small beside the spread of a publish need many pairs; others are clear after five. The peers' differences are small only for
    /// the small app.
    /// </summary>
    public static Schedule Of(Cell cell, Options options)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Runs is { } runs)
            return new(runs, 1);

        return (cell.App.Name, cell.Case, cell.Output.Name) switch
        {
            (_, _, "containerd") => new(5, 1),
            ("small", BuildCase.Unchanged, _) => new(30, 2),
            ("large", BuildCase.Unchanged, _) => new(30, 5),
            ("large", BuildCase.Line, _) => new(12, 2),
            ("large", BuildCase.Cold, _) => new(7, 1),
            _ => new(5, 1),
        };
    }

    /// <summary>Whether a cell belongs to a run without filters. For the three apps that no bound names, the registry stands for all outputs.</summary>
    public static bool IsDefault(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.App.Name is "small" or "large" || (cell.Output.Name == "registry" && (cell.Case != BuildCase.Package || cell.App.Name == "packages"));
    }
}
