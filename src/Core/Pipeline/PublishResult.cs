using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Pipeline;

/// <summary>What a publish made and where it went.</summary>
public sealed record PublishResult
{
    /// <summary>The plan that was carried out.</summary>
    public required ImagePlan Plan { get; init; }

    /// <summary>The base as it was found.</summary>
    public required ResolvedBase Base { get; init; }

    /// <summary>The image.</summary>
    public required Image Image { get; init; }

    /// <summary>Where it was written, in order.</summary>
    public required IReadOnlyList<SinkResult> Outputs { get; init; }

    /// <summary>How long each step took, in order.</summary>
    public required IReadOnlyList<StepTime> Timings { get; init; }

    /// <summary>Warnings that were reported.</summary>
    public required IReadOnlyList<Diagnostic> Warnings { get; init; }

    /// <summary>Everything that was moved.</summary>
    public TransferCounts Transfer => Outputs.Aggregate(new TransferCounts(), (sum, output) => sum.Add(output.Transfer));
}

/// <summary>Duration of a step of the pipeline.</summary>
/// <param name="Step"><c>base</c>, <c>layers</c>, <c>assemble</c>, or the kind of an output.</param>
/// <param name="Milliseconds">Wall time.</param>
public sealed record StepTime(string Step, long Milliseconds);
