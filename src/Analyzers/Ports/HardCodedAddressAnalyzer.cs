using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1002: an address in code takes the place of the container's settings.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HardCodedAddressAnalyzer : ContainerAnalyzer
{
    // A build leaves out rules that are only hints by default: this one is not, and its mild findings say that they are.
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1002", "Hard-coded address makes ASPNETCORE_HTTP_PORTS ineffective",
        "'{0}' is used instead of ASPNETCORE_HTTP_PORTS{1}: leave it out, or read it from configuration",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1002");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is { } calls)
            context.RegisterOperationAction(found => Check(found, calls, project), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, ListenCalls calls, ContainerProject project)
    {
        var found = calls.Read((IInvocationOperation)context.Operation);
        if (found.Count == 0 || !found.All(listen => listen is { Host: not null, Port: not null and not 0, IsLoopback: false }) || Guards.IsConditional(context.Operation))
            return;

        foreach (var values in found.GroupBy(listen => listen.Value))
            Report(context, values.First(), [.. values.Select(listen => listen.Port!.Value)], project);
    }

    private static void Report(OperationAnalysisContext context, ListenCall listen, List<int> ports, ContainerProject project)
    {
        // What the image exposes, where that is known.
        var expected = project.Image.PortsAreDeclared || project.Image.ConfiguredPorts is not null ? project.Image.Ports : [];
        var unheard = expected.Where(port => port.Protocol == "tcp" && !ports.Contains(port.Number)).ToList();
        var isSame = expected.Count > 0 && unheard.Count == 0;
        if (listen.HasOptions && (isSame || expected.Count == 0))
            return;

        var isSilent = listen.Kind is ListenKind.Run or ListenKind.UrlsAdd;

        // CTZ1003 says it where ports are declared.
        var isSaid = DeclaredPorts.Of(project) is { } declared && ports.Any(port => !declared.Contains(port));
        var effect = !isSaid && unheard.Count > 0 && unheard.Count == expected.Count ? $", and the container's port {unheard[0].Number} gets no traffic" : "";
        var severity = isSilent && effect.Length > 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var text = listen.Kind == ListenKind.Kestrel ? listen.Text : ConstantText.Of(listen.Value)?.Known ?? listen.Text;
        context.ReportDiagnostic(Diagnostic.Create(Rule, listen.Location, severity, additionalLocations: null, properties: null, text, effect));
    }
}
