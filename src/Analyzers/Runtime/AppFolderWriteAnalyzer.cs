using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3005: files are written beside the app.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AppFolderWriteAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3005", "Writes under the app's folder",
        "'{0}' is in the app's folder, {1}: write below a ContainerVolume or a ContainerDirectory, or to Path.GetTempPath()",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3005");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var writable = new Writable(project);
        context.RegisterOperationAction(found => Check(found, writable), OperationKind.Invocation, OperationKind.ObjectCreation);
    }

    private static void Check(OperationAnalysisContext context, Writable writable)
    {
        if (FileWrites.Path(context.Operation) is not { } path || InAppFolder(BuiltPath.Of(path), writable) is not { } relative)
            return;
        if (writable.IsDeclared(writable.AppFolder + "/" + relative) || Guards.IsGuarded(context.Operation) || Guards.IsCaught(context.Operation, "UnauthorizedAccessException", "IOException"))
            return;

        var (severity, effect) = writable.User is { } user
            ? (DiagnosticSeverity.Warning, $"where user {user} may not write")
            : (DiagnosticSeverity.Info, "and what is written there is lost with the container");
        context.ReportDiagnostic(Diagnostic.Create(Rule, path.Syntax.GetLocation(), severity, additionalLocations: null, properties: null, relative, effect));
    }

    // The path below the app's folder; null when it leads elsewhere, or nobody knows.
    private static string? InAppFolder(BuiltPath path, Writable writable)
    {
        var rest = path.Rest;
        if (rest.Length == 0 || rest.IndexOf("..", StringComparison.Ordinal) >= 0 || rest.IndexOf(':') >= 0)
            return null;
        if (IsAppFolder(path.Root))
            return Relative(rest);
        if (ConstantText.Of(path.Root) is null || rest[0] is '\\' or '~' or '%' or '$')
            return null;
        if (rest[0] != '/')
            return Relative(rest);

        return rest.StartsWith(writable.AppFolder + "/", StringComparison.Ordinal) ? Relative(rest.Substring(writable.AppFolder.Length)) : null;
    }

    private static string? Relative(string text)
    {
        text = text.StartsWith("./", StringComparison.Ordinal) ? text.Substring(2) : text.TrimStart('/', '\\');
        return text.Length == 0 ? null : text;
    }

    private static bool IsAppFolder(IOperation root) => root switch
    {
        IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: var type } } => (type, name) is
            ("AppContext" or "AppDomain", "BaseDirectory") or ("Environment", "CurrentDirectory") or ("IHostEnvironment" or "IHostingEnvironment" or "IWebHostEnvironment", "ContentRootPath" or "WebRootPath"),
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Directory", Name: "GetCurrentDirectory" } } => true,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: "GetDirectoryName" }, Arguments.Length: 1 } folder => ConstantText.Unwrap(folder.Arguments[0].Value) is
            IPropertyReferenceOperation { Property: { Name: "Location", ContainingType.Name: "Assembly" } or { Name: "ProcessPath", ContainingType.Name: "Environment" } },
        _ => false,
    };
}
