using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Containerize.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3009: files are written to a special folder that the container does not have.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpecialFolderAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3009", "Special folder is empty or not writable in the image",
        "SpecialFolder.{0} is {1}: {2}",
        Category.Runtime, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3009");

    // Below the home folder: empty until somebody makes them.
    private static readonly HashSet<string> OfHome = new(StringComparer.Ordinal)
    {
        "ApplicationData", "Desktop", "DesktopDirectory", "Favorites", "Fonts", "LocalApplicationData", "MyDocuments", "MyMusic", "MyPictures", "MyVideos", "Personal", "Templates",
    };

    // There is nothing like them on Linux.
    private static readonly HashSet<string> OfWindows = new(StringComparer.Ordinal)
    {
        "CommonDesktopDirectory", "CommonDocuments", "CommonMusic", "CommonPictures", "CommonProgramFiles", "CommonProgramFilesX86", "CommonPrograms", "CommonStartMenu", "CommonStartup",
        "CommonVideos", "InternetCache", "ProgramFiles", "ProgramFilesX86", "Programs", "Recent", "StartMenu", "Startup", "System", "SystemX86", "Windows",
    };

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var writable = new Writable(project);
        var knowsHome = (project.Image.BaseConfig is not null || project.Image.Base == BaseImage.Scratch) && !writable.Mentions("/home") && !writable.Mentions("/root")
            && !writable.Mentions("XDG_") && !writable.Mentions("HOME") && !project.Declared.Names.Any(name => name == "HOME" || name.StartsWith("XDG_", StringComparison.Ordinal));
        context.RegisterOperationAction(found => Check(found, writable, knowsHome), OperationKind.Invocation, OperationKind.ObjectCreation);
    }

    private static void Check(OperationAnalysisContext context, Writable writable, bool knowsHome)
    {
        if (FileWrites.Path(context.Operation) is not { } path || BuiltPath.Of(path) is not { Root: IInvocationOperation { TargetMethod: { Name: "GetFolderPath", ContainingType.Name: "Environment" } } call })
            return;

        // With an option the folder is made, or named without a look whether it is there.
        var option = ConstantText.Number(ListenCalls.Argument(call, "option")) ?? 0;
        if (call.Arguments.Length > 1 && option != 0 || ListenCalls.Argument(call, "folder") is not IFieldReferenceOperation { Field.Name: var folder })
            return;
        if (Trouble(folder, writable, knowsHome) is var (trouble, advice) && !Guards.IsGuarded(context.Operation) && !Guards.IsGuarded(call))
            context.ReportDiagnostic(Diagnostic.Create(Rule, path.Syntax.GetLocation(), folder, trouble, advice));
    }

    private static (string Trouble, string Advice)? Trouble(string folder, Writable writable, bool knowsHome)
    {
        const string empty = "empty in the container, and the path relative to the working directory";
        if (OfWindows.Contains(folder))
            return (empty, "write below a ContainerVolume");
        if (OfHome.Contains(folder))
            return knowsHome ? (empty, "pass SpecialFolderOption.Create, or write below a ContainerVolume") : null;

        return folder == "CommonApplicationData" && writable.User is { } user && !writable.Mentions("/usr/share") ? ($"'/usr/share' in the container, where user {user} may not write", "write below a ContainerVolume") : null;
    }
}
