namespace Containerize.Analysis;

/// <summary>Whether a variable holds a secret, judged by the words of its name and by what its value looks like.</summary>
public static class SecretValue
{
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pwd", "secret", "token", "apikey", "credential", "credentials", "privatekey", "signingkey", "accesskey",
    };

    // A secret's neighbour: where it is, how long it lives, whether it is used.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "file", "path", "name", "public", "url", "uri", "endpoint", "length", "expiry", "expiration", "lifetime", "seconds", "minutes", "hours", "days", "ttl", "enabled", "version", "type", "issuer", "audience", "required", "policy", "id", "header", "provider", "timeout", "max", "min",
    };

    // What stands where somebody shall write a secret.
    private static readonly string[] PlaceWords = ["your", "<", "{", "$(", "***", "replace", "placeholder", "todo", "env:", "keyvault", "user-secret", "user secret", "__"];

    // What stands for a secret as a whole: the word itself, and what everybody knows.
    private static readonly HashSet<string> PlaceValues = new(StringComparer.OrdinalIgnoreCase) { "apikey", "api-key", "changeme", "change-me", "change_me", "guest", "key", "password", "pwd", "secret", "token" };

    private static readonly string[] Parts = ["password=", "pwd=", "accountkey=", "sharedaccesskey="];

    /// <summary>True for a value that should not be where everybody can read it. Empty values and places for one (<c>&lt;secret&gt;</c>, <c>${X}</c>) are none.</summary>
    public static bool IsSecret(string name, string value)
    {
        var text = value.Trim();
        if (text.Length == 0 || text[0] is '<' or '$' or '{' or '[' || text.StartsWith("/run/secrets/", StringComparison.Ordinal) || bool.TryParse(text, out _))
            return false;

        return Password(text) is not null || (HasSecretWord(name) && !double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    /// <summary>
    /// The same for a setting in a file, where texts for people and places for a value are more common: sentences, addresses, <c>YOUR_KEY</c> and <c>SECRET</c> are none.
    /// </summary>
    /// <param name="key">The last part of its key.</param>
    /// <param name="value">Its value.</param>
    public static bool IsSecretSetting(string key, string value)
    {
        var text = value.Trim();
        if (!IsSecret(key, text) || PlaceWords.Any(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
            return false;

        return Password(text) is { } password ? !IsPlace(password)
            : text.IndexOf(' ') < 0 && text[0] is not ('/' or '#' or '%' or '*') && text.IndexOf("://", StringComparison.Ordinal) < 0 && !IsPlace(text);
    }

    private static bool IsPlace(string value)
    {
        var text = value.Trim('\'', '"');
        return PlaceValues.Contains(text) || text.Trim('x', 'X', '-', '.', '_').Length == 0;
    }

    private static bool HasSecretWord(string name)
    {
        var words = NameWords.Split(name);
        return !words.Any(Harmless.Contains) && (words.Any(Secret.Contains) || words.Zip(words.Skip(1), (left, right) => left + right).Any(Secret.Contains));
    }

    // Of Server=db;Password=x, and of scheme://user:x@host; null when there is none.
    private static string? Password(string value)
    {
        foreach (var part in value.Split(';'))
        {
            var text = part.Trim().Replace(" ", "");
            var key = Parts.FirstOrDefault(p => text.StartsWith(p, StringComparison.OrdinalIgnoreCase));
            if (key is not null && text.Length > key.Length && text[key.Length] is not ('$' or '<' or '{'))
                return text.Substring(key.Length);
        }

        var slashes = value.IndexOf("://", StringComparison.Ordinal);
        var at = slashes < 0 ? -1 : value.IndexOf('@', slashes);
        var end = slashes < 0 ? -1 : value.IndexOf('/', slashes + 3);
        if (at < 0 || (end >= 0 && end < at))
            return null;

        var user = value.Substring(slashes + 3, at - slashes - 3);
        var colon = user.IndexOf(':');
        return colon >= 0 && colon + 1 < user.Length && user[colon + 1] is not ('$' or '<' or '{') ? user.Substring(colon + 1) : null;
    }
}
