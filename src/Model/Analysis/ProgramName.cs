namespace Containerize.Analysis;

/// <summary>Names of programs, as code starts them.</summary>
public static class ProgramName
{
    private static readonly HashSet<string> OfWindows = new(StringComparer.OrdinalIgnoreCase)
    {
        "cmd", "explorer", "icacls", "ipconfig", "msiexec", "netsh", "notepad", "powershell", "regedit", "robocopy", "schtasks", "systeminfo", "taskkill", "tasklist", "wmic", "xcopy",
    };

    private static readonly string[] WindowsEndings = [".exe", ".bat", ".cmd", ".msi"];

    private static readonly HashSet<string> SystemFolders = new(StringComparer.Ordinal) { "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin" };

    /// <summary>True for programs that only Windows has.</summary>
    public static bool IsWindows(string fileName) =>
        OfWindows.Contains(fileName) || WindowsEndings.Any(ending => fileName.Length > ending.Length && fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for an address that only a desktop opens.</summary>
    public static bool IsAddress(string fileName) =>
        fileName.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || fileName.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The program that is looked for in the system's folders; null when it lies elsewhere.</summary>
    public static string? InSystem(string fileName)
    {
        var slash = fileName.LastIndexOf('/');
        return slash < 0 ? fileName : SystemFolders.Contains(fileName.Substring(0, slash)) ? fileName.Substring(slash + 1) : null;
    }
}
