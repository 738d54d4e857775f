namespace Containerize.Caching;

/// <summary>Where the cache is when the project does not say: the user's cache folder of each operating system.</summary>
public static class CacheLocation
{
    /// <summary>Absolute path; null when neither the project nor the environment names a folder, so that nothing can be cached.</summary>
    /// <param name="declared">ContainerizeCacheDir; empty when it is not set.</param>
    /// <param name="projectDirectory">What a relative path is relative to.</param>
    /// <param name="environment">Environment variables.</param>
    public static string? Resolve(string declared, string projectDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (declared.Length > 0)
            return Path.GetFullPath(declared, projectDirectory);

        if (OperatingSystem.IsWindows())
            return Below(environment, "LOCALAPPDATA", "containerize");

        if (OperatingSystem.IsMacOS())
            return Below(environment, "HOME", "Library", "Caches", "containerize");

        // The XDG base directory specification says that relative paths are to be ignored.
        return environment.TryGetValue("XDG_CACHE_HOME", out var cache) && Path.IsPathRooted(cache)
            ? Path.Combine(cache, "containerize")
            : Below(environment, "HOME", ".cache", "containerize");
    }

    private static string? Below(IReadOnlyDictionary<string, string> environment, string variable, params ReadOnlySpan<string> parts) =>
        environment.TryGetValue(variable, out var root) && Path.IsPathRooted(root) ? Path.Combine([root, .. parts]) : null;
}
