using Containerize.Diagnostics;
using Containerize.References;

namespace Containerize.Planning;

/// <summary>A kind of place that an image is written to.</summary>
public enum OutputKind
{
    /// <summary>A tar file at <see cref="OutputTarget.Path"/>.</summary>
    Archive,

    /// <summary>An OCI layout folder at <see cref="OutputTarget.Path"/>.</summary>
    OciLayout,

    /// <summary>The container engine; an error when none answers.</summary>
    Engine,

    /// <summary>All registries of the plan.</summary>
    Registry,

    /// <summary>The container engine when one answers, else a tar file in the output folder.</summary>
    EngineOrArchive,
}

/// <summary>A place that an image is written to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Path as written, for archive and layout; empty otherwise.</param>
public sealed record OutputTarget(OutputKind Kind, string Path = "");

/// <summary>What decides where the image goes.</summary>
public sealed record OutputFacts
{
    /// <summary>ContainerArchiveOutputPath.</summary>
    public string ArchivePath { get; init; } = "";

    /// <summary>Registries that the plan names.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];

    /// <summary>Number of system libraries of the build machine in the image.</summary>
    public int NativeFiles { get; init; }

    /// <summary>ContainerizePush as evaluated; empty means true when there is a registry.</summary>
    public string Push { get; init; } = "";

    /// <summary>True when the push was asked for by target, whatever else is set.</summary>
    public bool PushAsked { get; init; }

    /// <summary>ContainerizeOutput as evaluated.</summary>
    public string Output { get; init; } = "";

    /// <summary>True when the image is run afterwards.</summary>
    public bool Run { get; init; }

    /// <summary>ContainerizeOffline.</summary>
    public bool Offline { get; init; }
}

/// <summary>Decides where the image goes (DESIGN, "Where the image goes").</summary>
public static class OutputChoice
{
    /// <summary>
    /// The places, first the main one: the archive when its path is set, else the registry, else the engine or an archive. What ContainerizeOutput names
    /// is added, none twice.
    /// </summary>
    public static Result<IReadOnlyList<OutputTarget>> Choose(OutputFacts facts)
    {
        var diagnostics = new List<Diagnostic>();
        var targets = new List<OutputTarget>();
        var hasRegistry = facts.Registries.Count > 0;
        var push = facts.PushAsked || (facts.Push.Length == 0 ? hasRegistry : IsTrue(facts.Push));

        if (facts.ArchivePath.Length > 0)
            targets.Add(new(OutputKind.Archive, facts.ArchivePath));

        if (push && !hasRegistry)
            diagnostics.Add(ProjectCodes.NoRegistryGiven.With(facts.PushAsked ? "ContainerizePush" : "ContainerizePush=true"));
        else if (push && (targets.Count == 0 || facts.PushAsked))
            targets.Add(new(OutputKind.Registry));

        foreach (var output in facts.Output.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries).Select(output => output.Trim()).Where(output => output.Length > 0))
        {
            if (Parse(output) is not { } target)
                diagnostics.Add(ProjectCodes.InvalidOutput.With(output));
            else if (target.Kind == OutputKind.Registry && !hasRegistry)
                diagnostics.Add(ProjectCodes.NoRegistryGiven.With("ContainerizeOutput=registry"));
            else if (!targets.Contains(target))
                targets.Add(target);
        }

        // Outputs that somebody named are enough; only where nothing is said does the image go to an engine by itself.
        var said = facts.ArchivePath.Length > 0 || targets.Any(target => target.Kind == OutputKind.Registry);
        if (facts.Run && !targets.Any(target => target.Kind == OutputKind.Engine))
            targets.Add(new(OutputKind.Engine));
        else if (!said && !targets.Any(target => target.Kind == OutputKind.Engine))
            targets.Insert(0, new(OutputKind.EngineOrArchive));

        if (facts.Offline)
            diagnostics.AddRange(Unreachable(targets));

        if (facts.NativeFiles > 0 && targets.Any(target => target.Kind == OutputKind.Registry) && facts.Registries.Any(registry => !RegistryHost.IsLoopback(registry)))
            diagnostics.Add(ImageCodes.NativeClosurePushed.With(facts.NativeFiles));

        return new(targets, diagnostics);
    }

    private static OutputTarget? Parse(string output)
    {
        // Only the first colon separates: the path may have a drive letter.
        var colon = output.IndexOf(':');
        var path = colon < 0 ? "" : output.Substring(colon + 1).Trim();
        return (colon < 0 ? output : output.Substring(0, colon)).ToLowerInvariant() switch
        {
            "archive" when path.Length > 0 => new(OutputKind.Archive, path),
            "oci" when path.Length > 0 => new(OutputKind.OciLayout, path),
            "engine" when colon < 0 => new(OutputKind.Engine),
            "registry" when colon < 0 => new(OutputKind.Registry),
            _ => null,
        };
    }

    private static IEnumerable<Diagnostic> Unreachable(IEnumerable<OutputTarget> targets)
    {
        foreach (var target in targets)
        {
            if (target.Kind == OutputKind.Registry)
                yield return RegistryCodes.OfflineRegistry.With("A registry");
            else if (target.Kind == OutputKind.Engine)
                yield return EngineCodes.OfflineEngine.With("This build");
        }
    }

    private static bool IsTrue(string value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
