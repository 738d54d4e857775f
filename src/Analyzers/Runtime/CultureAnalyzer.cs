using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3007: a culture is made where there are none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CultureAnalyzer : ContainerAnalyzer
{
    private const int InvariantId = 127;

    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3007", "Culture in a globalization-invariant image",
        "Culture '{0}' is not found and throws in the container, because {1}: {2}",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3007");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // With PredefinedCulturesOnly=false any name makes a culture, if one without data.
        var isLenient = string.Equals(project.Facts["PredefinedCulturesOnly"], "false", StringComparison.OrdinalIgnoreCase) || project.Declared.Names.Contains("DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY");
        if (isLenient || PossibleImage.Of(project).FirstOrDefault(image => image.IsInvariant(project)) is not { } invariant || context.Compilation.GetTypeByMetadataName("System.Globalization.CultureInfo") is not { } culture)
            return;

        var isBase = invariant.Contents!.IsInvariant == true;
        var why = isBase ? $"{invariant.Base} switches cultures off" : "InvariantGlobalization is true";
        var advice = isBase ? "use a base with ICU, such as one that ends in '-extra', or CultureInfo.InvariantCulture" : "leave InvariantGlobalization out, or use CultureInfo.InvariantCulture";
        context.RegisterOperationAction(found => CheckCreation(found, culture, why, advice), OperationKind.ObjectCreation);
        context.RegisterOperationAction(found => CheckCall(found, culture, why, advice), OperationKind.Invocation);
    }

    private static void CheckCreation(OperationAnalysisContext context, INamedTypeSymbol culture, string why, string advice)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Arguments.Length > 0 && SymbolEqualityComparer.Default.Equals(creation.Type, culture))
            Check(context, creation.Arguments[0].Value, why, advice);
    }

    private static void CheckCall(OperationAnalysisContext context, INamedTypeSymbol culture, string why, string advice)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.Length == 0)
            return;

        if (call.TargetMethod.Name is "GetCultureInfo" or "CreateSpecificCulture" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, culture))
        {
            Check(context, call.Arguments[0].Value, why, advice);
        }
        else if (call.TargetMethod is { Name: "SetDefaultCulture" or "AddSupportedCultures" or "AddSupportedUICultures", ContainingType.Name: "RequestLocalizationOptions" })
        {
            var values = ConstantText.Unwrap(call.Arguments[0].Value) is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : [call.Arguments[0].Value];
            foreach (var value in values)
                Check(context, value, why, advice);
        }
    }

    private static void Check(OperationAnalysisContext context, IOperation value, string why, string advice)
    {
        value = ConstantText.Unwrap(value)!;
        var name = ConstantText.Number(value) is { } id ? (id == InvariantId ? "" : id.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : ConstantText.Of(value) is { IsComplete: true } text ? text.Known : "";
        if (name.Length > 0 && !Guards.IsGuarded(context.Operation) && !Guards.IsCaught(context.Operation, "CultureNotFoundException", "ArgumentException"))
            context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), name, why, advice));
    }
}
