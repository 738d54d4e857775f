using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Containerize.References;

/// <summary>
/// Reads image references by the grammar of distribution/reference, with Docker's rules for what is left out: a first part with a <c>.</c>, a
/// <c>:</c> or an upper-case letter, or <c>localhost</c>, is a registry; everything else is on Docker Hub. Ports above 65535 are refused besides.
/// </summary>
public static class ReferenceParser
{
    /// <summary>The name that all of Docker Hub's names stand for.</summary>
    public const string DockerHub = "docker.io";

    private const int MaxRepositoryLength = 255;
    private const int MaxTagLength = 128;

    /// <summary>Reads a reference; on failure <paramref name="problem"/> says in a few words why.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference, out string problem)
    {
        reference = null;
        if (string.IsNullOrEmpty(text))
            return Fail("it is empty", out problem);

        var name = text!;
        Digest? digest = null;
        var at = name.IndexOf('@');
        if (at >= 0)
        {
            if (!Digest.TryParse(name.Substring(at + 1), out var parsed))
                return Fail("what follows '@' is no sha256 or sha512 digest in lower case", out problem);

            digest = parsed;
            name = name.Substring(0, at);
        }

        string? tag = null;
        var colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            tag = name.Substring(colon + 1);
            name = name.Substring(0, colon);
            if (!IsTag(tag))
                return Fail($"'{tag}' is not a tag", out problem);
        }

        var (registry, repository) = Split(name);
        if (!IsHost(registry))
            return Fail($"'{registry}' is not a host with an optional port", out problem);
        if (!IsRepository(repository, out problem))
            return false;
        if (IsImageId(name))
            return Fail("64 hexadecimal digits are an image id, not a name", out problem);

        registry = UnifyHub(registry);
        if (registry == DockerHub && repository.IndexOf('/') < 0)
            repository = "library/" + repository;

        reference = new ImageReference { Registry = registry, Repository = repository, Tag = tag ?? (digest is null ? "latest" : null), Digest = digest };
        return true;
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is no reference.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var problem) ? reference : throw new FormatException($"'{text}' is not an image reference: {problem}.");

    /// <summary>True for a tag: 1 to 128 letters, digits, <c>_</c>, <c>.</c>, <c>-</c>, not beginning with <c>.</c> or <c>-</c>.</summary>
    public static bool IsTag(string text)
    {
        if (text.Length is 0 or > MaxTagLength || text[0] is '.' or '-')
            return false;

        foreach (var c in text)
        {
            if (!IsLetterOrDigit(c) && c is not ('_' or '.' or '-'))
                return false;
        }

        return true;
    }

    /// <summary>True for a repository name without registry and tag: lower-case components joined by <c>/</c>.</summary>
    public static bool IsRepository(string text, out string problem)
    {
        if (text.Length == 0)
            return Fail("the repository is empty", out problem);
        if (text.Length > MaxRepositoryLength)
            return Fail("it is longer than 255 characters", out problem);

        foreach (var component in text.Split('/'))
        {
            if (component.Length == 0)
                return Fail("a part between slashes is empty", out problem);
            foreach (var c in component)
            {
                if (c is >= 'A' and <= 'Z')
                    return Fail($"'{component}' has upper-case letters", out problem);
                if (c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '_' or '-'))
                    return Fail($"'{component}' has a character that names may not have", out problem);
            }

            if (!AreSeparatorsPlaced(component))
                return Fail($"'{component}' has '.', '_' or '-' where letters or digits must stand", out problem);
        }

        problem = "";
        return true;
    }

    /// <summary>True for a registry to push to: <c>host</c>, <c>host:port</c>, either with a path of repository components behind it.</summary>
    public static bool IsRegistry(string text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? IsHost(text) : IsHost(text.Substring(0, slash)) && IsRepository(text.Substring(slash + 1), out _);
    }

    /// <summary>True when the first part of a name with a slash is a registry by Docker's rule.</summary>
    public static bool LooksLikeHost(string firstPart) =>
        firstPart.IndexOfAny(['.', ':']) >= 0 || firstPart == "localhost" || firstPart.Any(c => c is >= 'A' and <= 'Z');

    /// <summary><c>docker.io</c> for every name of Docker Hub, any other registry as it is.</summary>
    public static string UnifyHub(string registry) =>
        registry.ToLowerInvariant() is DockerHub or "index.docker.io" or "registry-1.docker.io" or "registry.hub.docker.com" ? DockerHub : registry;

    private static (string Registry, string Repository) Split(string name)
    {
        var slash = name.IndexOf('/');
        return slash >= 0 && LooksLikeHost(name.Substring(0, slash))
            ? (name.Substring(0, slash), name.Substring(slash + 1))
            : (DockerHub, name);
    }

    private static bool IsHost(string text)
    {
        var host = text;
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf(']'))
        {
            host = text.Substring(0, colon);
            if (!IsPort(text.Substring(colon + 1)))
                return false;
        }

        if (host.Length > 2 && host[0] == '[' && host[host.Length - 1] == ']')
            return host.Substring(1, host.Length - 2).All(c => c == ':' || Uri.IsHexDigit(c));

        return host.Split('.').All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[label.Length - 1] != '-' && label.All(c => IsLetterOrDigit(c) || c == '-');

    private static bool IsPort(string text) =>
        text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '9') && int.Parse(text, CultureInfo.InvariantCulture) is > 0 and <= 65535;

    // Letters or digits, joined by one '.', by one or two '_', or by any number of '-'.
    private static bool AreSeparatorsPlaced(string component)
    {
        for (var i = 0; i < component.Length;)
        {
            var start = i;
            while (i < component.Length && component[i] is ('.' or '_' or '-'))
            {
                i++;
                if (i == component.Length)
                    return false;
            }

            if (i > start && (start == 0 || !IsSeparator(component.Substring(start, i - start))))
                return false;
            i++;
        }

        return true;
    }

    private static bool IsSeparator(string run) => run is "." or "_" or "__" || run.All(c => c == '-');

    private static bool IsImageId(string name) => name.Length == 64 && name.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f');

    private static bool IsLetterOrDigit(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';

    private static bool Fail(string reason, out string problem)
    {
        problem = reason;
        return false;
    }
}
