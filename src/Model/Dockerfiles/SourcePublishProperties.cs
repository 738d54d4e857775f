using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>
/// Which properties of a command line a Dockerfile that builds from source repeats. Only those that are known to change what is published: any other
/// may be a secret, or name something of this machine.
/// </summary>
public static class SourcePublishProperties
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "AssemblyVersion", "ConcurrentGarbageCollection", "DebugSymbols", "DebugType", "EnableCompressionInSingleFile", "EventSourceSupport", "FileVersion",
        "IncludeNativeLibrariesForSelfExtract", "InformationalVersion", "InvariantGlobalization", "InvariantTimezone", "IsTransformWebConfigDisabled",
        "OptimizationPreference", "PublishAot", "PublishReadyToRun", "PublishReadyToRunComposite", "PublishSingleFile", "PublishTrimmed", "SatelliteResourceLanguages",
        "ServerGarbageCollection", "StripSymbols", "TieredCompilation", "TieredPGO", "TrimMode", "UseAppHost", "Version", "VersionPrefix", "VersionSuffix",
    };

    /// <summary>The known ones in the order of their names, so that the Dockerfile does not depend on how they were typed.</summary>
    /// <param name="globalProperties">Properties of the command line, as evaluated.</param>
    public static IReadOnlyList<NamedValue> Choose(IEnumerable<KeyValuePair<string, string>> globalProperties) =>
        [.. globalProperties.Where(property => Known.Contains(property.Key)).OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => new NamedValue(property.Key, property.Value))];
}
