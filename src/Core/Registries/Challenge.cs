using System.Net.Http.Headers;

namespace Containerize.Registries;

/// <summary>What a 401 asks for (RFC 9110 11.6.1; distribution's token specification): a scheme with its parameters, names in lower case.</summary>
public sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Value of a parameter, empty when it is absent.</summary>
    public string this[string name] => Parameters.TryGetValue(name, out var value) ? value : "";

    /// <summary>The challenge that we can answer: Bearer before Basic; null when there is neither.</summary>
    public static Challenge? Choose(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (!headers.TryGetValues("WWW-Authenticate", out var values))
            return null;

        var challenges = values.SelectMany(ParseAll).ToArray();
        return challenges.FirstOrDefault(challenge => challenge.Scheme == "bearer") ?? challenges.FirstOrDefault(challenge => challenge.Scheme == "basic");
    }

    /// <summary>Reads a header value, which may hold several challenges. Parameters may be quoted or bare; what makes no sense is passed over.</summary>
    public static IEnumerable<Challenge> ParseAll(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        string? scheme = null;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var position = 0;
        while (position < header.Length)
        {
            position = Skip(header, position, " ,\t");
            var start = position;
            position = SkipToken(header, position);
            var word = header[start..position];
            if (word.Length == 0)
            {
                position++;
                continue;
            }

            var next = Skip(header, position, " \t");
            if (next < header.Length && header[next] == '=')
            {
                position = ReadValue(header, Skip(header, next + 1, " \t"), out var value);
                parameters.TryAdd(word.ToLowerInvariant(), value);
                continue;
            }

            if (scheme is not null)
                yield return new Challenge(scheme, parameters);

            scheme = word.ToLowerInvariant();
            parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        if (scheme is not null)
            yield return new Challenge(scheme, parameters);
    }

    private static int ReadValue(string header, int position, out string value)
    {
        var text = new System.Text.StringBuilder();
        if (position < header.Length && header[position] == '"')
        {
            for (position++; position < header.Length && header[position] != '"'; position++)
            {
                if (header[position] == '\\' && position + 1 < header.Length)
                    position++;

                text.Append(header[position]);
            }

            value = text.ToString();
            return Math.Min(position + 1, header.Length);
        }

        var start = position;
        while (position < header.Length && header[position] is not (',' or ' ' or '\t'))
            position++;

        value = header[start..position];
        return position;
    }

    private static int Skip(string text, int position, string characters)
    {
        while (position < text.Length && characters.Contains(text[position], StringComparison.Ordinal))
            position++;

        return position;
    }

    private static int SkipToken(string text, int position)
    {
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || "!#$%&'*+-.^_`|~".Contains(text[position], StringComparison.Ordinal)))
            position++;

        return position;
    }
}
