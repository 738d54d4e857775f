using System.Diagnostics.CodeAnalysis;

namespace Containerize.Images;

/// <summary>
/// An absolute path inside a Linux image, normalised: it begins with <c>/</c>, has no empty, <c>.</c> or <c>..</c> segment and no trailing slash
/// (the root itself is <c>/</c>). Two equal paths name the same place.
/// </summary>
public readonly record struct UnixPath
{
    private readonly string? _value;

    private UnixPath(string value) => _value = value;

    /// <summary>The root of the image, <c>/</c>.</summary>
    public static UnixPath Root => default;

    /// <summary>The path as text, <c>/app/wwwroot</c>.</summary>
    public string Value => _value ?? "/";

    /// <summary>The last segment; empty for the root.</summary>
    public string Name => Value.Substring(Value.LastIndexOf('/') + 1);

    /// <summary>True for <c>/</c>.</summary>
    public bool IsRoot => Value.Length == 1;

    /// <summary>The folder that holds this path; the root is its own parent.</summary>
    public UnixPath Parent
    {
        get
        {
            var slash = Value.LastIndexOf('/');
            return slash <= 0 ? Root : new UnixPath(Value.Substring(0, slash));
        }
    }

    /// <summary>
    /// Reads an absolute path. Repeated and trailing slashes are dropped; <c>.</c> and <c>..</c> segments, NUL and relative paths are refused.
    /// </summary>
    public static bool TryParse(string? text, out UnixPath path)
    {
        path = default;
        if (text is null || text.Length == 0 || text[0] != '/' || text.IndexOf('\0') >= 0)
            return false;

        var segments = text.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var segment in segments)
        {
            if (segment is "." or "..")
                return false;
        }

        path = segments.Length == 0 ? Root : new UnixPath("/" + string.Join("/", segments));
        return true;
    }

    /// <inheritdoc cref="TryParse" />
    /// <exception cref="FormatException">The text is no absolute path.</exception>
    public static UnixPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is not an absolute path.");

    /// <summary>
    /// This path with a relative one below it. Backslashes count as separators in <paramref name="relative"/>, because Windows builds hand them in.
    /// </summary>
    /// <exception cref="FormatException">The relative path leaves this folder.</exception>
    public UnixPath Combine(string relative) => Parse(Value + "/" + relative.Replace('\\', '/'));

    /// <summary>True when this path lies below <paramref name="folder"/>; a path is not below itself.</summary>
    public bool IsBelow(UnixPath folder) =>
        folder.IsRoot ? !IsRoot : Value.Length > folder.Value.Length && Value[folder.Value.Length] == '/' && Value.StartsWith(folder.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;
}
