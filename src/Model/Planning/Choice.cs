using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>A decision of the plan.</summary>
/// <param name="Value">What was decided; a stand-in when a finding is an error.</param>
/// <param name="Diagnostics">Everything that was found on the way, in order.</param>
/// <param name="Reason">The value and where it comes from, for people; null when there is nothing to say.</param>
public sealed record Choice<T>(T Value, IReadOnlyList<Diagnostic> Diagnostics, string? Reason = null);

/// <summary>Gathers the findings and reasons of all decisions.</summary>
internal sealed class PlanFindings
{
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<PlanReason> _reasons = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public IReadOnlyList<PlanReason> Reasons => _reasons;

    public T Take<T>(string subject, Choice<T> choice)
    {
        _diagnostics.AddRange(choice.Diagnostics);
        if (choice.Reason is not null)
            _reasons.Add(new PlanReason(subject, choice.Reason));
        return choice.Value;
    }
}
