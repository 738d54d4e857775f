using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>ENTRYPOINT and CMD of an image, in exec form; null keeps the base's.</summary>
/// <param name="Entrypoint">ENTRYPOINT.</param>
/// <param name="Command">CMD.</param>
/// <param name="CommandPrefix">First words of CMD that are the app's own command, not arguments of it.</param>
internal sealed record StartCommand(IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Command, IReadOnlyList<string> CommandPrefix);

/// <summary>
/// How the app is started, from the SDK's items with the SDK's meaning: ContainerAppCommandInstruction says whether the app's command becomes the
/// ENTRYPOINT (the default), the CMD behind ContainerEntrypoint (the default when that is set), or nothing.
/// </summary>
internal static class EntrypointChoice
{
    private const string AsEntrypoint = "Entrypoint";
    private const string AsDefaultArgs = "DefaultArgs";
    private const string AsNone = "None";

    public static Choice<StartCommand> Choose(ProjectFacts facts, UnixPath workingDirectory)
    {
        var found = new List<Diagnostic>();
        var image = facts.Image;
        var appArgs = Arguments(image.ContainerAppCommandArgs, "ContainerAppCommandArgs", found);
        var defaultArgs = Arguments(image.ContainerDefaultArgs, "ContainerDefaultArgs", found);
        var entrypoint = Arguments(image.ContainerEntrypoint, "ContainerEntrypoint", found);
        var entrypointArgs = Arguments(image.ContainerEntrypointArgs, "ContainerEntrypointArgs", found);
        var appCommand = Arguments(image.ContainerAppCommand, "ContainerAppCommand", found);
        var ownsAppCommand = appCommand.Count > 0;
        if (!ownsAppCommand)
            appCommand = DefaultCommand(facts.App, workingDirectory);

        var instruction = Instruction(image, entrypoint.Count > 0 || entrypointArgs.Count > 0, found);

        // What ContainerEntrypointArgs alone meant before ContainerAppCommandArgs existed: default arguments of the app.
        if (entrypoint.Count == 0 && entrypointArgs.Count > 0 && image.ContainerAppCommandInstruction.Length == 0 && appArgs.Count == 0 && defaultArgs.Count == 0)
            return Done(appCommand, entrypointArgs);

        if (entrypoint.Count == 0 && entrypointArgs.Count > 0)
            found.Add(ProjectCodes.InvalidArguments.With("ContainerEntrypointArgs is set without ContainerEntrypoint: use ContainerAppCommandArgs or ContainerDefaultArgs."));

        switch (instruction)
        {
            case AsNone:
                if (ownsAppCommand || appArgs.Count > 0)
                    found.Add(ProjectCodes.InvalidArguments.With("ContainerAppCommand or ContainerAppCommandArgs is set, but ContainerAppCommandInstruction is None: remove one of them."));
                return Done([.. entrypoint, .. entrypointArgs], defaultArgs);

            case AsDefaultArgs:
                return Done([.. entrypoint, .. entrypointArgs], [.. appCommand, .. appArgs, .. defaultArgs], [.. appCommand, .. appArgs]);

            default:
                if (entrypoint.Count > 0 || entrypointArgs.Count > 0)
                    found.Add(ProjectCodes.InvalidArguments.With("ContainerEntrypoint is set, but ContainerAppCommandInstruction is Entrypoint: remove one of them."));
                return Done([.. appCommand, .. appArgs], defaultArgs);
        }

        Choice<StartCommand> Done(IReadOnlyList<string> first, IReadOnlyList<string> rest, IReadOnlyList<string>? prefix = null)
        {
            var start = new StartCommand(first.Count == 0 ? null : first, rest.Count == 0 ? null : rest, prefix ?? []);
            return new(start, found, first.Count + rest.Count == 0 ? "from base" : string.Join(" ", [.. first, .. rest]));
        }
    }

    private static string Instruction(ImageFacts image, bool setsEntrypoint, List<Diagnostic> found)
    {
        var text = image.ContainerAppCommandInstruction;
        if (text.Length == 0)
            return setsEntrypoint ? AsDefaultArgs : AsEntrypoint;

        foreach (var known in new[] { AsEntrypoint, AsDefaultArgs, AsNone })
        {
            if (string.Equals(known, text, StringComparison.OrdinalIgnoreCase))
                return known;
        }

        found.Add(ProjectCodes.InvalidChoice.With("ContainerAppCommandInstruction", text, "Entrypoint, DefaultArgs or None"));
        return AsEntrypoint;
    }

    private static List<string> DefaultCommand(AppFacts app, UnixPath workingDirectory)
    {
        var folder = workingDirectory.IsRoot ? "/" : workingDirectory.Value + "/";
        return app.SelfContained || app.SingleFile || app.Aot
            ? [folder + app.AssemblyName]
            : ["dotnet", folder + (app.TargetFileName.Length > 0 ? app.TargetFileName : app.AssemblyName + ".dll")];
    }

    private static List<string> Arguments(IReadOnlyList<ItemFact> items, string source, List<Diagnostic> found)
    {
        foreach (var item in items)
            TextCheck.Accepts(source, item.ValueOrInclude, found);
        return [.. items.Select(item => item.ValueOrInclude)];
    }
}
