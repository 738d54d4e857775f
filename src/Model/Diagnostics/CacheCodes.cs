namespace Containerize.Diagnostics;

/// <summary>CTZ07xx: the cache.</summary>
public static class CacheCodes
{
    /// <summary>The cache cannot be used.</summary>
    public static readonly DiagnosticCode CacheUnusable = new("CTZ0701", Severity.Warning, "The cache cannot be used",
        "The cache '{0}' cannot be used: {1}. The build goes on without it.");

    /// <summary>A cache entry was damaged.</summary>
    public static readonly DiagnosticCode CacheEntryDamaged = new("CTZ0702", Severity.Warning, "A cache entry was damaged",
        "'{0}' in the cache was damaged and is made again.");

    /// <summary>A tag of a base names another image than before.</summary>
    public static readonly DiagnosticCode BaseMoved = new("CTZ0703", Severity.Message, "The base image moved",
        "{0} was {1} and is {2} now; the image is made anew.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        CacheUnusable,
        CacheEntryDamaged,
        BaseMoved,
    ];
}
