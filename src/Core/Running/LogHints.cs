namespace Containerize.Running;

/// <summary>What the last words of a container tell about what to do.</summary>
internal static class LogHints
{
    /// <summary>A clause for the end of a message, beginning with a comma or semicolon; empty when the log tells nothing.</summary>
    public static string For(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Has(line, "SQLite Error 14") || Has(line, "unable to open database file") || Has(line, "Read-only file system")
                || ((Has(line, "access to the path") || Has(line, "access denied") || Has(line, "permission denied")) && !Has(line, "bind")))
                return "; the app may not write where it tries to: give it that folder with a ContainerDirectory item, or keep its data with a ContainerVolume item";

            if ((Has(line, "bind") || Has(line, "listen")) && Has(line, "permission denied"))
                return "; the app's user may not open a port below 1024: declare a higher ContainerPort";
        }

        return "";
    }

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.OrdinalIgnoreCase);
}
