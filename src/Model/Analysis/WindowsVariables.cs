namespace Containerize.Analysis;

/// <summary>Environment variables that Windows sets and no Linux image does.</summary>
public static class WindowsVariables
{
    private const string Folder = "read the folder from configuration";
    private const string Home = "use Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)";
    private const string Temp = "use Path.GetTempPath()";
    private const string Ask = "ask OperatingSystem.IsWindows() first";

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ALLUSERSPROFILE"] = Folder, ["APPDATA"] = Folder, ["COMPUTERNAME"] = "use Environment.MachineName", ["COMSPEC"] = Ask, ["CommonProgramFiles"] = Folder,
        ["HOMEDRIVE"] = Home, ["HOMEPATH"] = Home, ["LOCALAPPDATA"] = Folder, ["NUMBER_OF_PROCESSORS"] = "use Environment.ProcessorCount", ["PATHEXT"] = Ask,
        ["ProgramData"] = Folder, ["ProgramFiles"] = Folder, ["ProgramFiles(x86)"] = Folder, ["PUBLIC"] = Folder, ["SystemDrive"] = Ask, ["SystemRoot"] = Ask,
        ["TEMP"] = Temp, ["TMP"] = Temp, ["USERDOMAIN"] = "use Environment.UserDomainName", ["USERNAME"] = "use Environment.UserName", ["USERPROFILE"] = Home, ["windir"] = Ask,
    };

    /// <summary>What to do instead of reading one of them; null for other names.</summary>
    public static string? Advice(string name) => Known.TryGetValue(name, out var advice) ? advice : null;
}
