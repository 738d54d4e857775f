using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3008: a program is started that the image does not have.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingProgramAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3008", "Starts a program that is missing from the image",
        "'{0}' cannot be started in the container, because {1}: {2}",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3008");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Diagnostics.Process") is not { } process || context.Compilation.GetTypeByMetadataName("System.Diagnostics.ProcessStartInfo") is not { } startInfo)
            return;

        var images = PossibleImage.Of(project);
        context.RegisterOperationAction(found =>
        {
            var call = (IInvocationOperation)found.Operation;
            if (call.TargetMethod.Name == "Start" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, process))
                Check(found, ListenCalls.Argument(call, "fileName"), images);
        }, OperationKind.Invocation);
        context.RegisterOperationAction(found =>
        {
            var creation = (IObjectCreationOperation)found.Operation;
            if (creation.Arguments.Length > 0 && SymbolEqualityComparer.Default.Equals(creation.Type, startInfo))
                Check(found, creation.Arguments[0].Value, images);
        }, OperationKind.ObjectCreation);
        context.RegisterOperationAction(found =>
        {
            var assignment = (ISimpleAssignmentOperation)found.Operation;
            if (assignment.Target is IPropertyReferenceOperation { Property.Name: "FileName" } property && SymbolEqualityComparer.Default.Equals(property.Property.ContainingType, startInfo))
                Check(found, assignment.Value, images);
        }, OperationKind.SimpleAssignment);
    }

    private static void Check(OperationAnalysisContext context, IOperation? value, IReadOnlyList<PossibleImage> images)
    {
        value = ConstantText.Unwrap(value);
        if (ConstantText.Of(value) is not { IsComplete: true } text || Why(text.Known, images) is not var (why, advice))
            return;
        if (!Guards.IsGuarded(value!) && !Guards.IsCaught(value!, "Win32Exception", "FileNotFoundException"))
            context.ReportDiagnostic(Diagnostic.Create(Rule, value!.Syntax.GetLocation(), text.Known, why, advice));
    }

    private static (string Why, string Advice)? Why(string fileName, IReadOnlyList<PossibleImage> images)
    {
        if (ProgramName.IsAddress(fileName))
            return ("there is no browser", "leave it to the user's own machine");
        if (ProgramName.IsWindows(fileName))
            return ("only Windows has it", "start a program of Linux, or none");
        if (ProgramName.InSystem(fileName) is not { } program)
            return null;

        foreach (var image in images)
        {
            if (BaseContents.Lacks(image.Base, program) && !image.Adds(program) && !image.Adds("apt") && !image.Adds("apt-get") && !image.Adds("apk"))
                return ($"{image.Base} does not have it", "do it in .NET, or install it");
        }

        return null;
    }
}
