using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>RUN lines: no builder of this version runs them, and leaving them out would be silent.</summary>
internal static class RunCommandChoice
{
    public static Choice<bool> Choose(ProjectFacts facts) => facts.RunCommands.Count == 0
        ? new(false, [])
        : new(false, [ProjectCodes.NotAvailable.With("ContainerRunCommand", "plans hold no commands to run yet. Write a Dockerfile of your own and set ContainerizeCustomDockerfile")]);
}
