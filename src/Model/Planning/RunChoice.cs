using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>How a container of the image is started.</summary>
internal static class RunChoice
{
    public static Choice<RunPlan> Choose(ProjectFacts facts, PortPlan ports, IReadOnlyList<string> networks)
    {
        var found = new List<Diagnostic>();
        var detach = facts.Image.ContainerizeRunDetach;
        if (detach.Length > 0 && !bool.TryParse(detach, out _))
            found.Add(ProjectCodes.InvalidChoice.With("ContainerizeRunDetach", detach, "true or false"));

        var run = new RunPlan
        {
            Ports = ports.Published,
            Environment = EnvironmentChoice.Read(facts.RunEnvironment, "ContainerizeRunEnvironment", found),
            EnvironmentFiles = facts.EnvironmentFiles,
            Networks = networks,
            Detach = bool.TryParse(detach, out var value) && value,
        };
        return new(RunArguments.Apply(facts.Image.ContainerizeRunArguments, run, found), found);
    }
}
