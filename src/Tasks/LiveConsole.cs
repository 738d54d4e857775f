namespace Containerize.Tasks;

/// <summary>Whether a person watches the build's plain log, so that a container's log may follow it.</summary>
internal static class LiveConsole
{
    /// <summary>
    /// True when this process writes to a terminal and the terminal logger, which shows no such lines, is off: MSBuild says so in a variable. A worker
    /// node's output is never a terminal, and a build service has nobody to press Ctrl-C.
    /// </summary>
    public static bool IsThere(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("_MSBUILDTLENABLED") == "0" && !environment.ContainsKey("CI") && !environment.ContainsKey("TF_BUILD")
        && !Console.IsOutputRedirected && !Console.IsInputRedirected;
}
