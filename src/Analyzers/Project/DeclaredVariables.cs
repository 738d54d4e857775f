using Containerize.Analysis;
using Containerize.Diagnostics;

namespace Containerize.Analyzers.Project;

/// <summary>A variable that a file of the project gives a value.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Its name.</param>
/// <param name="NameRange">Place of the name.</param>
/// <param name="Value">Its value; null when it has none, or when nobody knows it before the container runs.</param>
/// <param name="ValueRange">Place of the value.</param>
/// <param name="IsInImage">True when the image carries it; false for compose files, which override what is in the image.</param>
internal sealed record DeclaredVariable(ConfigFile File, string Name, TextRange NameRange, string? Value, TextRange ValueRange, bool IsInImage)
{
    /// <summary>What declares it and nothing else, for a fix that takes it away: an element, lines, or a part of one. Null when it cannot be told.</summary>
    public TextRange? Whole { get; init; }

    /// <summary>True when it is declared for the Debug configuration only.</summary>
    public bool IsConditional { get; init; }

    /// <summary>What the value is quoted with in the file, for a fix: a quote, or nothing.</summary>
    public string ValueInFile(string value) => File.Kind switch
    {
        ProjectFileKind.Project => System.Security.SecurityElement.Escape(value).Replace("%", "%25").Replace(";", "%3B"),
        ProjectFileKind.Dockerfile => Dockerfiles.DockerfileText.Word(value) ?? value,
        _ => value,
    };
}

/// <summary>Variables by file, and their names.</summary>
internal sealed class DeclaredVariables(ContainerProject project)
{
    private readonly Lazy<IReadOnlyList<DeclaredVariable>> _all = new(() => [.. Items(project), .. Dockerfile(project), .. Compose(project)]);
    private readonly Lazy<HashSet<string>> _launchNames = new(() => LaunchNames(project));

    /// <summary>Those of items, of the final stage of the Dockerfile, and of the compose services that build this project.</summary>
    public IReadOnlyList<DeclaredVariable> All => _all.Value;

    /// <summary>Every declared name, those of launch profiles included.</summary>
    public IEnumerable<string> Names => InContainers.Concat(_launchNames.Value);

    /// <summary>Every name that is declared for containers, those for running included.</summary>
    public IEnumerable<string> InContainers => All.Select(variable => variable.Name)
        .Concat(project.Facts.Items.Where(item => item.Type is "ContainerEnvironmentVariable" or "ContainerizeRunEnvironment").Select(item => item.Fact.Include));

    /// <summary>Names that launch profiles set.</summary>
    public IEnumerable<string> InLaunchProfiles => _launchNames.Value;

    /// <summary>False when files that nobody reads here declare more: those of env_file and ContainerizeEnvFile, and what a compose file merges.</summary>
    public bool IsComplete => project.Facts.Of("ContainerizeEnvFile").Count == 0 && ProjectFiles.Services(project).All(pair => pair.Service.IsComplete);

    private static IEnumerable<DeclaredVariable> Items(ContainerProject project)
    {
        foreach (var item in project.Facts.Items)
        {
            if (item.Type != "ContainerEnvironmentVariable" || WrittenItems.Find(project, item) is not var (file, written))
                continue;

            var value = written.Metadata.TryGetValue("Value", out var text) && text.Text.IndexOf("$(", StringComparison.Ordinal) < 0 ? text : null;
            if (value is not null && !WrittenItems.Same(value.Text, item.Fact["Value"].Trim()))
                continue;

            yield return new(file, item.Fact.Include, written.Include.Range, item.Fact["Value"], value?.Range ?? new(written.Include.Range.Start, 0), IsInImage: true)
            {
                Whole = file.WholeLines(written.Range) ?? written.Range,
                IsConditional = written.Conditions.Length > 0,
            };
        }
    }

    private static IEnumerable<DeclaredVariable> Dockerfile(ContainerProject project)
    {
        foreach (var file in ProjectFiles.Dockerfiles(project))
        {
            foreach (var instruction in file.Dockerfile.Final.SelectMany(stage => stage.Instructions))
            {
                for (var i = 0; i < instruction.Variables.Count; i++)
                {
                    var variable = instruction.Variables[i];
                    yield return new(file, variable.Name, variable.NameRange, variable.HasVariable ? null : variable.Value, variable.ValueRange, IsInImage: true) { Whole = Whole(file, instruction, i) };
                }
            }
        }
    }

    // One of several on a line takes the space to its neighbour with it.
    private static TextRange? Whole(ConfigFile file, Dockerfiles.DockerfileInstruction instruction, int index)
    {
        var variables = instruction.Variables;
        if (variables.Count == 1)
            return file.WholeLines(instruction.Range);

        return index + 1 < variables.Count
            ? TextRange.Between(variables[index].NameRange.Start, variables[index + 1].NameRange.Start)
            : TextRange.Between(variables[index - 1].ValueRange.End, variables[index].ValueRange.End);
    }

    private static IEnumerable<DeclaredVariable> Compose(ContainerProject project) =>
        from pair in ProjectFiles.Services(project)
        from variable in pair.Service.Environment
        let value = variable.Value?.IndexOf('$') >= 0 ? null : variable.Value
        select new DeclaredVariable(pair.File, variable.Name, variable.NameRange, value, variable.ValueRange, IsInImage: false)
        {
            Whole = pair.File.WholeLines(TextRange.Between(variable.NameRange.Start, Math.Max(variable.NameRange.End, variable.ValueRange.End)), around: "-\"'"),
        };

    private static HashSet<string> LaunchNames(ContainerProject project)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in project.Files.Where(file => file.Kind == ProjectFileKind.LaunchSettings))
        {
            foreach (var profile in file.Json?["profiles"]?.Members ?? [])
                names.UnionWith((profile.Value["environmentVariables"]?.Members ?? []).Select(member => member.Name));
        }

        return names;
    }
}
