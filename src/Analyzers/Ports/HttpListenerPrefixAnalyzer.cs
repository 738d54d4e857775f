using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1006: a prefix of HttpListener that cannot work in a Linux container.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HttpListenerPrefixAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1006", "HttpListener prefix cannot work in a Linux container",
        "'{0}' {1}: use '{2}'",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1006");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Net.HttpListenerPrefixCollection") is { } prefixes)
            context.RegisterOperationAction(found => Check(found, prefixes), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol prefixes)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "Add" || call.Arguments.Length != 1 || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, prefixes))
            return;

        // A port that is found at run time is a test's or a tool's.
        var value = ConstantText.Unwrap(call.Arguments[0].Value)!;
        if (ConstantText.Of(value) is not { IsComplete: true } text || Effect(text.Known) is not var (effect, better) || Guards.IsConditional(call))
            return;

        var properties = value is ILiteralOperation ? ReplaceBy(better, "Listen on all interfaces") : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), properties, text.Known, effect, better));
    }

    private static (string Effect, string Better)? Effect(string prefix)
    {
        var schemeEnd = prefix.IndexOf("://", StringComparison.Ordinal);
        var slash = schemeEnd < 0 ? -1 : prefix.IndexOf('/', schemeEnd + 3);
        if (schemeEnd < 0)
            return null;

        var address = ListenAddress.Parse(slash < 0 ? prefix : prefix.Substring(0, slash));
        if (address.Host.Length == 0 || address.Port == 0)
            return null;

        var better = prefix.Substring(0, schemeEnd + 3) + "+" + prefix.Substring(schemeEnd + 3 + address.Host.Length);
        better += better[better.Length - 1] == '/' ? "" : "/";
        if (address.Host is "*" or "+")
            return prefix[prefix.Length - 1] == '/' ? null : ("does not end in '/', and the listener throws", prefix + "/");

        return address.IsLoopback ? ("is reachable only from inside the container", better) : ("makes the listener throw in a Linux container, where it is no address of its own", better);
    }
}
