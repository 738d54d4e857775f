using System.Globalization;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Analyzers.Configuration;

/// <summary>A port that a file names.</summary>
/// <param name="Number">The port in the container.</param>
/// <param name="Range">Its place in the file.</param>
/// <param name="Text">What stands there.</param>
internal sealed record ClaimedPort(int Number, TextRange Range, string Text)
{
    /// <summary>The same with another number.</summary>
    public string Written(int number)
    {
        var old = Number.ToString(CultureInfo.InvariantCulture);
        var at = Text.LastIndexOf(old, StringComparison.Ordinal);
        return at < 0 ? Text : Text.Substring(0, at) + number.ToString(CultureInfo.InvariantCulture) + Text.Substring(at + old.Length);
    }
}

/// <summary>The TCP ports that one place says the app has.</summary>
/// <param name="File">Where.</param>
/// <param name="Ports">Never empty.</param>
/// <param name="Configured">Ports that configuration makes the app listen on.</param>
/// <param name="Advice">The verb for what the file does with a port.</param>
internal sealed record PortClaim(ConfigFile File, IReadOnlyList<ClaimedPort> Ports, IReadOnlyList<Port> Configured, string Advice)
{
    /// <summary>All that the app may listen on: what code names, and what configuration does, whichever wins.</summary>
    public IReadOnlyList<int> Listening(IReadOnlyList<int> code) => [.. Configured.Select(port => port.Number).Concat(code).Distinct().OrderBy(port => port)];
}

/// <summary>Finds them: ContainerPort items, EXPOSE of the final stage, ports of compose services. Whatever is not certain is left out.</summary>
internal static class PortClaims
{
    public static IEnumerable<PortClaim> Of(ContainerProject project)
    {
        if (!project.Facts.Is("UsingMicrosoftNETSdkWeb"))
            return [];

        return Items(project).Concat(ProjectFiles.Dockerfiles(project).SelectMany(file => Dockerfile(project, file))).Concat(Compose(project));
    }

    private static IEnumerable<PortClaim> Items(ContainerProject project)
    {
        if (project.Image.ConfiguredPorts is not { } configured || project.Image.Environment.Any(variable => variable.Value.IndexOf('$') >= 0 && ListenValue.Setting(variable.Name) is not null))
            yield break;

        // Ports that are not written as such, by a property for one, are unknown.
        var items = project.Facts.Items.Where(item => item.Type == "ContainerPort").ToList();
        var written = items.Select(item => (item, place: WrittenItems.Find(project, item))).ToList();
        if (written.Count == 0 || written.Any(pair => pair.place is null))
            yield break;

        var ports = written.Select(pair => (pair.place!.Value.File, port: Claim(pair.item.Fact.Include, pair.item.Fact["Type"], pair.place!.Value.Item.Include.Range))).Where(pair => pair.port is not null).ToList();
        if (ports.Count == items.Count && ports.All(pair => pair.File == ports[0].File))
            yield return new(ports[0].File, [.. ports.Select(pair => pair.port!)], configured, "declare");
    }

    private static IEnumerable<PortClaim> Dockerfile(ContainerProject project, ConfigFile file)
    {
        var exposed = file.Dockerfile.Final.SelectMany(stage => stage.Instructions).Where(instruction => instruction.Keyword == "EXPOSE").SelectMany(instruction => instruction.Words).ToList();
        var ports = exposed.Select(word => word.HasVariable ? null : Claim(word.Text, "", word.Range)).ToList();
        if (ports.Count == 0 || ports.Any(port => port is null) || Listening(project, file, service: null) is not { } listening)
            yield break;

        // A compose service that builds this file and sets the port is the one who knows.
        if (ProjectFiles.Services(project).Any(pair => !pair.Service.IsComplete || pair.Service.Environment.Any(variable => ListenValue.Setting(variable.Name) is not null)))
            yield break;

        yield return new(file, [.. ports.Select(port => port!)], listening, "expose");
    }

    private static IEnumerable<PortClaim> Compose(ContainerProject project)
    {
        foreach (var (file, service) in ProjectFiles.Services(project))
        {
            var dockerfile = ProjectFiles.Dockerfiles(project).FirstOrDefault();
            var ports = service.Ports.Select(port => Claim(port.Text.Substring(port.Text.LastIndexOf(':') + 1), "", port.Range) is { } claim ? claim with { Text = port.Text } : null).ToList();
            if (!service.IsComplete || dockerfile is null || ports.Count == 0 || ports.Any(port => port is null) || Listening(project, dockerfile, service.Environment) is not { } listening)
                continue;

            yield return new(file, [.. ports.Select(port => port!)], listening, "publish");
        }
    }

    // The same decision as for images of ours, with the base and the variables of the Dockerfile.
    private static IReadOnlyList<Port>? Listening(ContainerProject project, ConfigFile file, IReadOnlyList<Compose.ComposeVariable>? service)
    {
        var stages = file.Dockerfile.Final;
        if (stages.Count == 0 || stages[0].Image.HasVariable || IsToldOnCommandLine(stages) || BaseImageTable.Find(stages[0].Image.Text) is not { } config)
            return null;

        var variables = stages.SelectMany(stage => stage.Instructions).SelectMany(instruction => instruction.Variables).ToList();
        var environment = variables.Select(variable => new NamedValue(variable.Name, variable.Value)).Concat((service ?? []).Select(variable => new NamedValue(variable.Name, variable.Value ?? "$"))).ToList();
        if (variables.Any(variable => variable.HasVariable && Decides(variable.Name)) || environment.Any(variable => Decides(variable.Name) && variable.Value.IndexOf('$') >= 0))
            return null;

        return project.Image.PortsWith(config, environment);
    }

    /// <summary>True when the app is told on its command line: --urls and the like win over all variables, and an app may have options of its own for its port.</summary>
    public static bool IsToldOnCommandLine(IEnumerable<Dockerfiles.DockerfileStage> stages) =>
        stages.SelectMany(stage => stage.Instructions).Where(instruction => instruction.Keyword is "ENTRYPOINT" or "CMD")
            .SelectMany(instruction => instruction.Words).SelectMany(word => word.Text.Split(',', '[', ']', ' ')).Any(IsAboutListening);

    private static bool IsAboutListening(string argument) =>
        (argument.StartsWith("-", StringComparison.Ordinal) || argument.IndexOf('=') > 0)
        && (Mentions(argument, "urls") || Mentions(argument, "port") || Mentions(argument, "kestrel"));

    private static bool Mentions(string argument, string word) => argument.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Decides(string name) => ListenValue.Setting(name) is not null || name.StartsWith("Kestrel", StringComparison.OrdinalIgnoreCase);

    private static ClaimedPort? Claim(string text, string type, TextRange range)
    {
        var parts = text.Split('/');
        var protocol = parts.Length > 1 ? parts[1] : type;
        if (parts.Length > 2 || (protocol.Length > 0 && !protocol.Equals("tcp", StringComparison.OrdinalIgnoreCase)))
            return null;

        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number, range, text) : null;
    }
}
