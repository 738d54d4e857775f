using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2007: a client that looks for another service inside its own container.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopbackClientAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2007", "Client connects to a hard-coded loopback address",
        "'{0}' is the container itself, not the machine it runs on: read the address from configuration, so that a variable can name the service",
        Category.Environment, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2007");

    // Agents and sidecars share the container's network: Dapr, OpenTelemetry, Datadog.
    private static readonly int[] Sidecars = [3500, 4317, 4318, 8126, 50001];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // An app may well call itself.
        int[] near = [.. Sidecars, .. project.Image.Ports.Concat(project.Image.ConfiguredPorts ?? []).Select(port => port.Number)];
        context.RegisterOperationAction(found => CheckCall(found, near), OperationKind.Invocation);
        context.RegisterOperationAction(found => CheckCreation(found, near), OperationKind.ObjectCreation);
        context.RegisterOperationAction(found => CheckAssignment(found, near), OperationKind.SimpleAssignment);
    }

    private static void CheckCall(OperationAnalysisContext context, int[] near)
    {
        var call = (IInvocationOperation)context.Operation;
        var type = call.TargetMethod.ContainingType;
        var (parameter, portParameter) = (type.Name, call.TargetMethod.Name) switch
        {
            ("HttpClient" or "HttpClientJsonExtensions", _) => ("requestUri", null),
            ("GrpcChannel", "ForAddress") when !HasHandler(call) => ("address", null),
            (_, "UseSqlServer" or "UseNpgsql" or "UseMySql" or "UseMySQL" or "UseOracle") => ("connectionString", null),
            ("ConnectionMultiplexer", "Connect" or "ConnectAsync") => ("configuration", null),
            ("HubConnectionBuilderHttpExtensions", "WithUrl") => ("url", null),
            ("ClientWebSocket", "ConnectAsync") => ("uri", null),
            ("TcpClient", "Connect") => ("hostname", "port"),
            ("TcpClient", "ConnectAsync") => ("host", "port"),
            _ => ((string?)null, (string?)null),
        };
        if (parameter is not null)
            Check(context, ListenCalls.Argument(call, parameter), portParameter is null ? null : ListenCalls.Argument(call, portParameter), near);
    }

    // A handler of its own goes elsewhere: to a socket, or to a server in memory.
    private static bool HasHandler(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Syntax.ToString() is var text && (text.IndexOf("HttpHandler", StringComparison.Ordinal) >= 0 || text.IndexOf("HttpClient", StringComparison.Ordinal) >= 0));

    private static void CheckCreation(OperationAnalysisContext context, int[] near)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        var position = creation.Type?.Name switch
        {
            "HttpRequestMessage" => 1,
            "MongoClient" or "SqlConnection" or "NpgsqlConnection" or "MySqlConnection" or "TcpClient" => 0,
            _ => -1,
        };
        if (position >= 0 && position < creation.Arguments.Length)
            Check(context, creation.Arguments[position].Value, creation.Type!.Name == "TcpClient" && creation.Arguments.Length > 1 ? creation.Arguments[1].Value : null, near);
    }

    private static void CheckAssignment(OperationAnalysisContext context, int[] near)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: var type } }
            && (type, name) is ("HttpClient", "BaseAddress") or ("GrpcClientFactoryOptions", "Address") or ("ConnectionFactory", "HostName") or ("SqlConnection" or "NpgsqlConnection", "ConnectionString"))
        {
            Check(context, assignment.Value, null, near);
        }
    }

    private static void Check(OperationAnalysisContext context, IOperation? value, IOperation? port, int[] near)
    {
        value = ConstantText.Unwrap(value);
        if (ConstantText.Of(value) is not { IsComplete: true } text || LoopbackEndpoint.Find(text.Known) is not { } endpoint)
            return;

        // An address of HTTP without a port is a name that a test server or a socket needs, and nobody looks for it.
        if (endpoint.Port is null && text.Known.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return;

        // A port that is known only at run time is a test's, or that of something which the program starts itself.
        var number = port is null ? endpoint.Port : ConstantText.Number(port) ?? 0;
        var isNear = number is 0 || (number is { } known && near.Contains(known));
        if (!isNear && !Guards.IsGuarded(context.Operation))
            context.ReportDiagnostic(Diagnostic.Create(Rule, value!.Syntax.GetLocation(), endpoint.Address));
    }
}
