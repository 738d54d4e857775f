using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Whether a project gets an image at all. Property values as evaluated, empty when not set.</summary>
public static class PublishGate
{
    /// <summary>
    /// Null when an image is made; else the one finding that says why not: CTZ0102 a test project, CTZ0101 a library, CTZ0103 not publishable (messages),
    /// CTZ0104 several target frameworks and none chosen (an error).
    /// </summary>
    /// <param name="project">Name for the message.</param>
    /// <param name="outputType"><c>OutputType</c>; empty is a library, as for the compiler's targets.</param>
    /// <param name="isTestProject"><c>IsTestProject</c>.</param>
    /// <param name="isPublishable"><c>IsPublishable</c>; empty is true.</param>
    /// <param name="targetFramework"><c>TargetFramework</c>; empty in the outer build of several.</param>
    /// <param name="targetFrameworks"><c>TargetFrameworks</c>.</param>
    public static Diagnostic? Check(string project, string outputType, string isTestProject, string isPublishable, string targetFramework, string targetFrameworks)
    {
        if (Is(isTestProject, "true"))
            return ProjectCodes.TestProjectSkipped.With(project);
        if (!Is(outputType, "Exe") && !Is(outputType, "WinExe"))
            return ProjectCodes.LibrarySkipped.With(project);
        if (Is(isPublishable, "false"))
            return ProjectCodes.NotPublishableSkipped.With(project);
        if (targetFramework.Trim().Length > 0)
            return null;

        string[] frameworks = [.. targetFrameworks.Split(';').Select(framework => framework.Trim()).Where(framework => framework.Length > 0)];
        return frameworks.Length == 0 ? null : ProjectCodes.FrameworkNotChosen.With(project, string.Join(", ", frameworks), frameworks[frameworks.Length - 1]);
    }

    private static bool Is(string text, string value) => string.Equals(text.Trim(), value, StringComparison.OrdinalIgnoreCase);
}
