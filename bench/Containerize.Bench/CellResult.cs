namespace Containerize.Bench;

/// <summary>One run of one tool.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="Traffic">What was sent; for archives, <c>Bytes</c> is what was written.</param>
/// <param name="PeakMemory">Bytes; 0 when it was not looked at.</param>
public readonly record struct Sample(double Seconds, Traffic Traffic, long PeakMemory);

/// <summary>Everything measured in one cell.</summary>
public sealed class CellResult(Cell cell)
{
    /// <summary>Names of what is measured against plain publish.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["ours", "sdk", "docker"];

    private readonly List<IReadOnlyDictionary<string, Sample>> _rounds = [];
    private IReadOnlyDictionary<string, Sample> _memory = new Dictionary<string, Sample>();

    /// <summary>What was measured.</summary>
    public Cell Cell => cell;

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? Failure { get; set; }

    /// <summary>Tool to sample, round by round; a tool that was not asked for is missing.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Sample>> Rounds => _rounds;

    /// <summary>Takes a round.</summary>
    /// <param name="samples">Tool to sample.</param>
    /// <param name="memoryOnly">The round that is not timed.</param>
    public void Add(IReadOnlyDictionary<string, Sample> samples, bool memoryOnly)
    {
        if (memoryOnly)
            _memory = samples;
        else
            _rounds.Add(samples);
    }

    /// <summary>Seconds of plain publish.</summary>
    public double? Plain => _rounds.Count == 0 ? null : Statistics.Median([.. _rounds.Select(round => round["plain"].Seconds)]);

    /// <summary>Seconds over the plain publish of the same round, for every round of a tool. What docker takes comes after that publish and is added by itself.</summary>
    public IReadOnlyList<double> Added(string tool) =>
        [.. _rounds.Where(round => round.ContainsKey(tool)).Select(round => round[tool].Seconds - (tool == "docker" ? 0 : round["plain"].Seconds))];

    /// <summary>Median of <see cref="Added"/>; null when the tool did not run.</summary>
    public Estimate? AddedBy(string tool) => Added(tool) is { Count: > 0 } values ? Statistics.MedianOf(values) : null;

    /// <summary>Ours over a peer's; null when one of them did not run.</summary>
    public Estimate? RatioTo(string tool) => Added("ours") is { Count: > 0 } ours && Added(tool) is { Count: > 0 } theirs ? Statistics.RatioOf(ours, theirs) : null;

    /// <summary>Median of something that a tool sent; null when it did not run.</summary>
    public double? Sent(string tool, Func<Traffic, long> what) =>
        _rounds.Where(round => round.ContainsKey(tool)).Select(round => (double)what(round[tool].Traffic)).ToArray() is { Length: > 0 } values ? Statistics.Median(values) : null;

    /// <summary>Bytes; null when the tool did not run.</summary>
    public long? PeakMemory(string tool) => _memory.TryGetValue(tool, out var sample) ? sample.PeakMemory : null;
}
