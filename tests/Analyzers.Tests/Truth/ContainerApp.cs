using Containerize.Analysis;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>An app and its image as a developer writes them. Rules read this text, and the same text is compiled and started.</summary>
/// <param name="Program">Program.cs.</param>
internal sealed record ContainerApp(string Program)
{
    private const string Source = "/0/Program.cs";
    private const string DockerfilePath = "/0/Dockerfile";

    public bool IsWeb { get; init; } = true;

    /// <summary>Tag of Microsoft's base.</summary>
    public string Tag { get; init; } = "10.0";

    /// <summary>Lines of the Dockerfile: <c>ENV NAME=VALUE</c> and <c>EXPOSE</c>.</summary>
    public string Lines { get; init; } = "";

    /// <summary>Whether a shell starts the program, as <c>ENTRYPOINT dotnet Test.dll</c> does.</summary>
    public bool StartedByShell { get; init; }

    /// <summary>Settings files: name and text.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the base is small: without time zones, and with cultures switched off.</summary>
    public bool IsSmall => (Tag.Contains("chiseled", StringComparison.Ordinal) || Tag.Contains("alpine", StringComparison.Ordinal)) && !Tag.EndsWith("-extra", StringComparison.Ordinal);

    public string Dockerfile =>
        $"FROM mcr.microsoft.com/dotnet/{(IsWeb ? "aspnet" : "runtime")}:{Tag}\nWORKDIR /app\nCOPY . .\n{(Lines.Length > 0 ? Lines + "\n" : "")}ENTRYPOINT {(StartedByShell ? "dotnet Test.dll" : "[\"dotnet\", \"Test.dll\"]")}\n";

    /// <summary>Ports that the Dockerfile exposes.</summary>
    public IEnumerable<int> Exposed => Words("EXPOSE ").Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Everything that is text, by path.</summary>
    public IReadOnlyDictionary<string, string> Texts =>
        Settings.Select(file => KeyValuePair.Create("/0/" + file.Key, file.Value)).Append(KeyValuePair.Create(Source, Program)).Append(KeyValuePair.Create(DockerfilePath, Dockerfile)).ToDictionary();

    /// <summary>What the base sets, then what the Dockerfile sets.</summary>
    public IEnumerable<string> Variables() =>
        ["ASPNETCORE_HTTP_PORTS=8080", "DOTNET_RUNNING_IN_CONTAINER=true", .. IsSmall ? ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true"] : Array.Empty<string>(), .. Words("ENV ")];

    /// <summary>The project as the compiler and the rules see it.</summary>
    public Microsoft.CodeAnalysis.Project ToProject()
    {
        var project = new TestProject { IsWeb = IsWeb };
        project.AddSource(Program, Source);
        project.AddFile(ProjectFileKind.Dockerfile, DockerfilePath, Dockerfile);
        foreach (var (name, text) in Settings)
            project.AddFile(ProjectFileKind.AppSettings, "/0/" + name, text);
        return project.Build("", out _).Projects.Single();
    }

    /// <summary>Puts what publishing would into a folder.</summary>
    public async Task PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var compilation = (await ToProject().GetCompilationAsync(cancellationToken))!;
        var emitted = compilation.Emit(Path.Combine(folder, "Test.dll"), cancellationToken: cancellationToken);
        Assert.IsTrue(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        var framework = IsWeb ? "Microsoft.AspNetCore.App" : "Microsoft.NETCore.App";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Test.runtimeconfig.json"), $$"""{ "runtimeOptions": { "framework": { "name": "{{framework}}", "version": "10.0.0" } } }""", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), Dockerfile, cancellationToken);
        foreach (var (name, text) in Settings)
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);
    }

    private IEnumerable<string> Words(string instruction) =>
        Lines.Split('\n').Where(line => line.StartsWith(instruction, StringComparison.Ordinal)).SelectMany(line => line[instruction.Length..].Split(' ')).Select(word => word.Replace("\"", "", StringComparison.Ordinal));
}
