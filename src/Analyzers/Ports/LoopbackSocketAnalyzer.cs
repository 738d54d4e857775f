using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1007: a socket that listens on loopback only.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopbackSocketAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1007", "Socket listens only on loopback",
        "{0} on port {1} is reachable only from inside the container, so a published port gets no answer: use {2}",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1007");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Net.Sockets.TcpListener") is { } listener && context.Compilation.GetTypeByMetadataName("System.Net.Sockets.UdpClient") is { } client)
            context.RegisterOperationAction(found => CheckCreation(found, listener, client), OperationKind.ObjectCreation);
        if (context.Compilation.GetTypeByMetadataName("System.Net.Sockets.Socket") is { } socket)
            context.RegisterOperationAction(found => CheckBind(found, socket), OperationKind.Invocation);
    }

    private static void CheckCreation(OperationAnalysisContext context, INamedTypeSymbol listener, INamedTypeSymbol client)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        var isListener = SymbolEqualityComparer.Default.Equals(creation.Type, listener);
        if (!isListener && !SymbolEqualityComparer.Default.Equals(creation.Type, client))
            return;

        // These make their socket for the family of the address, so that it can be another one.
        if (isListener && creation.Arguments.Length == 2)
            Report(context, "TcpListener", creation.Arguments[0].Value, creation.Arguments[1].Value, "IPAddress.Any");
        else if (creation.Arguments.Length == 1 && EndPoint(creation.Arguments[0].Value) is var (address, port))
            Report(context, creation.Type!.Name, address, port, "IPAddress.Any");
    }

    private static void CheckBind(OperationAnalysisContext context, INamedTypeSymbol socket)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "Bind" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, socket))
            return;
        if (EndPoint(call.Arguments[0].Value) is var (address, port))
            Report(context, "Socket", address, port, ListenCalls.HostOf(address)?.IndexOf(':') >= 0 ? "IPAddress.IPv6Any" : "IPAddress.Any");
    }

    private static (IOperation Address, IOperation Port)? EndPoint(IOperation value) =>
        ConstantText.Unwrap(value) is IObjectCreationOperation { Type.Name: "IPEndPoint", Arguments.Length: 2 } endPoint ? (endPoint.Arguments[0].Value, endPoint.Arguments[1].Value) : null;

    // IPv6Any would not do for all: such a socket does not hear IPv4, unless it is told to.
    private static void Report(OperationAnalysisContext context, string what, IOperation address, IOperation port, string better)
    {
        if (ListenCalls.HostOf(address) is { } host && ListenAddress.IsLoopbackHost(host) && ConstantText.Number(port) is { } number and not 0 && !Guards.IsConditional(context.Operation))
            context.ReportDiagnostic(Diagnostic.Create(Rule, address.Syntax.GetLocation(), ReplaceBy(better, $"Use {better}"), what, number, better));
    }
}
