namespace Containerize.Bench;

/// <summary>What is measured, and how often.</summary>
public static class Schedule
{
    /// <summary>
    /// Rounds of a cell, in each of which every tool runs once.
    /// Five rounds show what is clear, seven what a cold publish of the large app costs. Differences that are small beside the spread of a publish would
    /// need hundreds: <see cref="TargetTable"/> measures those.
    /// </summary>
    public static int RoundsOf(Cell cell, Options options)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(options);
        return options.Runs ?? (cell.App.Name == "large" && cell.Case == BuildCase.Cold && cell.Output.Name != "containerd" ? 7 : 5);
    }

    /// <summary>
    /// Whether a cell belongs to a run without filters: everything where the registry is concerned, and of the other outputs what has a bound, or would have
    /// one for a small or large app. An engine with containerd's store is asked about the large app only.
    /// </summary>
    public static bool IsDefault(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Output.Name switch
        {
            "registry" => cell.Case != BuildCase.Package || cell.App.Name is not ("assets" or "solution"),
            "containerd" => cell.App.Name == "large" && cell.Case != BuildCase.Package,
            _ => cell.App.Name is "small" or "large" && cell.Case != BuildCase.Package,
        };
    }
}
