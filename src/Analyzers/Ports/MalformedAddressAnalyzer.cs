using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1005: a listen address in code that ASP.NET Core cannot read, or reads as something else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MalformedAddressAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1005", "Malformed listen address in code",
        "'{0}' does not work: {1}{2}",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1005");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is { } calls)
            context.RegisterOperationAction(found => Check(found, calls), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, ListenCalls calls)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name == "UseSetting")
        {
            if (ConstantText.Of(ListenCalls.Argument(call, "key")) is { IsComplete: true, Known: var key } && ListenValue.Setting("ASPNETCORE_" + key) is { } setting && ListenCalls.Argument(call, "value") is { } value)
                Report(context, value, text => ListenValue.CheckForm(setting, text));
            return;
        }

        foreach (var values in calls.Read(call).GroupBy(listen => listen.Value))
        {
            var kind = values.First().Kind;
            if (kind != ListenKind.Kestrel)
                Report(context, values.Key, text => (kind == ListenKind.UseUrls ? null : CheckNumber(text)) ?? ListenValue.CheckForm("URLS", text));
        }
    }

    // Only UseUrls takes several; the others read the second as a path.
    private static ValueProblem? CheckNumber(string text) =>
        ListenAddress.ParseList(text) is { Count: > 1 } addresses && addresses.All(address => address is { Scheme: "http" or "https", Rest: "" }) ? new("one call takes one address, and the app ends at start", null) : null;

    private static void Report(OperationAnalysisContext context, IOperation value, Func<string, ValueProblem?> check)
    {
        if (ConstantText.Of(value) is not { IsComplete: true } text || check(text.Known) is not { } problem || Guards.IsGuarded(context.Operation))
            return;

        var advice = problem.Replacement is null ? "" : $": write '{problem.Replacement}'";
        var properties = value is ILiteralOperation ? ReplaceBy(problem.Replacement, $"Change to '{problem.Replacement}'") : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), properties, text.Known, problem.Problem, advice));
    }
}
