using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Containerize.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Project;

/// <summary>What the rules know about the project that is compiled: the facts of the build, its files, and what its image will be.</summary>
internal sealed class ContainerProject
{
    // Compilations come and go with each keystroke; what is known about one goes with it.
    private static readonly ConditionalWeakTable<Compilation, StrongBox<ContainerProject?>> Known = new();

    private ContainerProject(AnalyzerFacts facts, ImmutableArray<ConfigFile> files)
    {
        Facts = facts;
        Files = files;
        Image = ImageExpectation.Of(facts, Text(files, "appsettings.json"), Text(files, "appsettings.Production.json"));
        Declared = new DeclaredVariables(this);
    }

    /// <summary>Properties and items.</summary>
    public AnalyzerFacts Facts { get; }

    /// <summary>Files that the rules read.</summary>
    public ImmutableArray<ConfigFile> Files { get; }

    /// <summary>What the image will say.</summary>
    public ImageExpectation Image { get; }

    /// <summary>Variables that the project or its files give a value.</summary>
    public DeclaredVariables Declared { get; }

    /// <summary>True for a program; false for a library, whose code may run in one.</summary>
    public bool IsApp => string.Equals(Facts["OutputType"], "Exe", StringComparison.OrdinalIgnoreCase) || (Facts["OutputType"].Length == 0 && Facts.Is("UsingMicrosoftNETSdkWeb"));

    /// <summary>
    /// The project; null when it says nothing to the rules: the package is not used or they are switched off, it is a test project, a benchmark, an app host, a
    /// browser or desktop app, or its image is a Windows one.
    /// </summary>
    public static ContainerProject? Of(Compilation compilation, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(compilation, out var known))
            return known.Value;

        var project = Read(options, cancellationToken);
        return Known.GetValue(compilation, _ => new(project)).Value;
    }

    private static ContainerProject? Read(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        var file = options.AdditionalFiles.FirstOrDefault(file => file.Path.EndsWith(AnalyzerFacts.FileName, StringComparison.Ordinal));
        if (file?.GetText(cancellationToken) is not { } text || AnalyzerFacts.Parse(text.ToString()) is not { } facts || !Concerns(facts))
            return null;

        var files = ImmutableArray.CreateBuilder<ConfigFile>();
        foreach (var listed in facts.Files)
        {
            var additional = options.AdditionalFiles.FirstOrDefault(candidate => ConfigFile.SamePath(candidate.Path, listed.Path));
            if (additional is not null && files.All(known => known.Source != additional) && additional.GetText(cancellationToken) is { } content)
                files.Add(new(listed.Kind, additional, content));
        }

        var project = new ContainerProject(facts, files.ToImmutable());
        return project.Image.IsLinux ? project : null;
    }

    private static bool Concerns(AnalyzerFacts facts) =>
        !facts.Is("IsTestProject") && !IsForTests(facts["MSBuildProjectName"]) && facts.Of("PackageReference").All(package => package.Include != "BenchmarkDotNet") && !facts.Is("IsAspireHost") && !facts.Is("UsingMicrosoftNETSdkBlazorWebAssembly")
        && !string.Equals(facts["OutputType"], "WinExe", StringComparison.OrdinalIgnoreCase)
        && !facts["TargetPlatformIdentifier"].StartsWith("windows", StringComparison.OrdinalIgnoreCase);

    // What tests share or start goes into no image, either: Shop.IntegrationTests, Shop.Test.Client.
    private static bool IsForTests(string name)
    {
        var parts = name.Split('.');
        return parts.Any(part => part.EndsWith("Tests", StringComparison.Ordinal)) || parts.Skip(1).Contains("Test");
    }

    private static string? Text(ImmutableArray<ConfigFile> files, string name) =>
        files.FirstOrDefault(file => file.Kind == ProjectFileKind.AppSettings && Path.GetFileName(file.Path) == name)?.Text.ToString();
}
