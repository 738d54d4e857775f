using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>The RUN lines of a plan, right after FROM: what they make is below everything that changes with the app.</summary>
public static class RunLines
{
    /// <summary>The lines; none when the plan has no commands.</summary>
    public static IReadOnlyList<string> Of(ImagePlan plan)
    {
        if (plan.RunCommands.Count == 0)
            return [];

        // A base that runs as somebody else would not let them install anything; USER is said again at the end.
        var user = plan.Base.Config?.User ?? "";
        var lines = user.Length == 0 || user.Split(':')[0] is "root" or "0" ? new List<string>() : ["USER 0"];
        lines.AddRange(plan.RunCommands.Select(command => "RUN " + command));
        return lines;
    }
}
