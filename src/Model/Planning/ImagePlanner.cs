using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Makes the plan of an image out of the facts of a project. Pure: reads no file, no clock, no environment.</summary>
public static class ImagePlanner
{
    /// <summary>The plan with everything that was found; no plan when one of the findings is an error.</summary>
    public static Result<ImagePlan> Plan(ProjectFacts facts) => throw new NotSupportedException(facts.ProjectName);
}
