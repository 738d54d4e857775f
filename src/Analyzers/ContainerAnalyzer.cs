using System.Collections.Immutable;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Containerize.Analyzers;

/// <summary>
/// What every rule begins with: it runs concurrently, not on generated code, and only in projects that become images. A rule says what it looks at in
/// <see cref="Start"/>, which is called once for each compilation.
/// </summary>
public abstract class ContainerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of a diagnostic: what the text at its location is replaced by.</summary>
    public const string Replacement = nameof(Replacement);

    /// <summary>Property of a diagnostic: what an editor says the replacement does.</summary>
    public const string FixTitle = nameof(FixTitle);

    /// <summary>Property of a diagnostic: the place that is replaced, when it is not its location: start and length, separated by a comma.</summary>
    public const string Place = nameof(Place);

    /// <summary>Property of a diagnostic: a place that another fix takes away, as in <see cref="Place"/>.</summary>
    public const string Removal = nameof(Removal);

    /// <summary>Property of a diagnostic: what an editor says the removal does.</summary>
    public const string RemovalTitle = nameof(RemovalTitle);

    /// <inheritdoc />
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (ContainerProject.Of(start.Compilation, start.Options, start.CancellationToken) is { } project && (project.IsApp || AppliesToLibraries))
                Start(start, project);
        });
    }

    /// <summary>True for rules about code that libraries hold as well.</summary>
    private protected virtual bool AppliesToLibraries => false;

    /// <summary>Registers what the rule looks at. Types that it needs are looked up here, once; when they are not there it registers nothing.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext context, ContainerProject project);

    /// <summary>Properties of a diagnostic that an editor can fix by putting another text in the place of the one at its location.</summary>
    private protected static ImmutableDictionary<string, string?> ReplaceBy(string? replacement, string title) =>
        replacement is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Replacement, replacement).Add(FixTitle, title);

    /// <summary>Properties of a diagnostic that an editor can also fix by taking something away; none more when there is nothing to take away.</summary>
    private protected static ImmutableDictionary<string, string?> OrRemove(ImmutableDictionary<string, string?> properties, TextRange? range, string title) =>
        range is { } removed ? properties.Add(Removal, Written(removed)).Add(RemovalTitle, title) : properties;

    /// <summary>Properties of a diagnostic whose replacement goes to another place than its location.</summary>
    private protected static ImmutableDictionary<string, string?> ReplaceAt(TextRange range, string replacement, string title) => ReplaceBy(replacement, title).Add(Place, Written(range));

    private static string Written(TextRange range) => FormattableString.Invariant($"{range.Start},{range.Length}");

    /// <summary>A finding in a file that is no C#; null when the file says to ignore it.</summary>
    private protected static Diagnostic? InFile(DiagnosticDescriptor rule, ConfigFile file, TextRange range, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        file.Ignores(rule.Id, range) ? null : Diagnostic.Create(rule, file.Locate(range), properties, arguments);

    /// <summary>Looks at the project's files one by one, also while they are typed.</summary>
    private protected static void OnFiles(CompilationStartAnalysisContext context, ContainerProject project, Func<ConfigFile, IEnumerable<Diagnostic?>> check) =>
        context.RegisterAdditionalFileAction(found =>
        {
            foreach (var file in project.Files)
            {
                if (file.Source != found.AdditionalFile)
                    continue;

                foreach (var diagnostic in check(file))
                {
                    if (diagnostic is not null)
                        found.ReportDiagnostic(diagnostic);
                }
            }
        });

    /// <summary>Looks at the variables that the project's files declare.</summary>
    private protected static void OnVariables(CompilationStartAnalysisContext context, ContainerProject project, Func<DeclaredVariable, Diagnostic?> check) =>
        OnFiles(context, project, file => project.Declared.All.Where(variable => variable.File == file).Select(check));
}
