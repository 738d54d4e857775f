using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3006: a time zone that the image does not know, or only by another name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimeZoneAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3006", "Time zone id is not available in the image",
        "'{0}' {1}: {2}",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3006");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.TimeZoneInfo") is not { } timeZone)
            return;

        var images = PossibleImage.Of(project);
        var without = images.FirstOrDefault(image => image.LacksTimeZones)?.Base;
        var invariant = images.FirstOrDefault(image => image.IsInvariant(project))?.Base;
        context.RegisterOperationAction(found => Check(found, timeZone, without, invariant), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol timeZone, string? without, string? invariant)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not ("FindSystemTimeZoneById" or "TryFindSystemTimeZoneById" or "ConvertTimeBySystemTimeZoneId") || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, timeZone))
            return;

        foreach (var argument in call.Arguments)
        {
            // UTC is known everywhere.
            var id = ConstantText.Unwrap(argument.Value);
            if (argument.Parameter?.Name is not ("id" or "destinationTimeZoneId" or "sourceTimeZoneId") || ConstantText.Of(id) is not { IsComplete: true, Known: { Length: > 0 } name })
                continue;
            if (!name.Equals("UTC", StringComparison.OrdinalIgnoreCase) && !Guards.IsGuarded(call) && !Guards.IsCaught(call, "TimeZoneNotFoundException", "InvalidTimeZoneException"))
                Report(context, id!, name, without, invariant, isTry: call.TargetMethod.Name == "TryFindSystemTimeZoneById");
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation id, string name, string? without, string? invariant, bool isTry)
    {
        var iana = WindowsTimeZones.Iana(name);
        var location = id.Syntax.GetLocation();
        if (without is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, location, name, $"is not found, because {without} has no time zones", "use a base with tzdata, such as one that ends in '-extra', or install it"));
            return;
        }

        // Whoever only tries has a second name at hand.
        if (iana is null || isTry)
            return;

        var properties = id is ILiteralOperation ? ReplaceBy(iana, $"Use '{iana}'") : ImmutableDictionary<string, string?>.Empty;
        if (invariant is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rule, location, properties, name, "is a name of Windows, which a globalization-invariant app does not find on Linux", $"use '{iana}'"));
        else
            context.ReportDiagnostic(Diagnostic.Create(Rule, location, DiagnosticSeverity.Info, additionalLocations: null, properties, name, "is a name of Windows, which is found on Linux only where ICU is installed", $"use '{iana}'"));
    }
}
