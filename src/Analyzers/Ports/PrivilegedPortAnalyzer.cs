using System.Collections.Immutable;
using System.Globalization;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1008: a port below 1024, and a user who is not root. Docker and Podman allow it, other platforms do not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrivilegedPortAnalyzer : ContainerAnalyzer
{
    private const int FirstFree = 1024;

    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1008", "Privileged port with a user who is not root",
        "Port {0} is below 1024 and the container's user '{1}' is not root, so the app ends at start with CRI-O or the host's network: listen on a port from 1024",
        Category.Ports, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1008");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        OnVariables(context, project, variable => Check(variable, project));

        // Code is in every image of the project.
        var users = ProjectFiles.Dockerfiles(project).Select(file => DockerfileImage.UserOf(file.Dockerfile)).Append(project.Image.User);
        if (users.All(IsNotRoot) && ListenCalls.In(context.Compilation) is { } calls)
            context.RegisterOperationAction(found => Check(found, calls, project.Image.User!), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, ListenCalls calls, string user)
    {
        foreach (var listen in calls.Read((IInvocationOperation)context.Operation))
        {
            if (listen is { Host: not null, IsLoopback: false, Port: > 0 and < FirstFree } && !Guards.IsConditional(context.Operation))
                context.ReportDiagnostic(Diagnostic.Create(Rule, listen.PortLocation, listen.Port, user));
        }
    }

    private static Diagnostic? Check(DeclaredVariable variable, ContainerProject project)
    {
        if (!variable.IsInImage || variable.IsConditional || variable.Value is not { } value || value.IndexOf('$') >= 0 || ListenValue.Setting(variable.Name) is not { } setting)
            return null;

        var user = variable.File.Kind == ProjectFileKind.Dockerfile ? DockerfileImage.UserOf(variable.File.Dockerfile) : project.Image.User;
        if (!IsNotRoot(user) || ListenValue.Check(setting, value) is not null)
            return null;

        foreach (var port in Ports(setting, value))
        {
            if (port is > 0 and < FirstFree)
                return InFile(Rule, variable.File, variable.ValueRange.Length > 0 ? variable.ValueRange : variable.NameRange, ImmutableDictionary<string, string?>.Empty, port, user!);
        }

        return null;
    }

    private static IEnumerable<int> Ports(string setting, string value) => setting == "URLS"
        ? ListenAddress.ParseList(value).Where(address => !address.IsSocket).Select(address => address.EffectivePort)
        : value.Split(';').Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0);

    private static bool IsNotRoot(string? user) => user is { Length: > 0 } && user.Split(':')[0] is not ("root" or "0");
}
