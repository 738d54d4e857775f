namespace Containerize.References;

/// <summary>
/// A content digest, <c>sha256:…</c> or <c>sha512:…</c> with lower-case hexadecimal (image-spec descriptor.md). Other algorithms are refused, so a
/// digest is always safe as a file name and in a URL.
/// </summary>
public readonly record struct Digest
{
    private readonly string? _value;

    private Digest(string value) => _value = value;

    /// <summary>The whole text, <c>sha256:…</c>; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Value.Substring(0, Value.IndexOf(':'));

    /// <summary>The hexadecimal part.</summary>
    public string Hex => Value.Substring(Value.IndexOf(':') + 1);

    /// <summary><c>sha256:</c> and the first twelve characters, for people.</summary>
    public string Abbreviated => Value.Substring(0, Math.Min(Value.Length, Value.IndexOf(':') + 13));

    /// <summary>True for a value that was never set.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Reads a digest.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        var length = text is null ? 0
            : text.StartsWith("sha256:", StringComparison.Ordinal) ? 64
            : text.StartsWith("sha512:", StringComparison.Ordinal) ? 128
            : 0;
        if (length == 0 || text!.Length != length + 7)
            return false;

        for (var i = 7; i < text.Length; i++)
        {
            if (text[i] is not (>= '0' and <= '9' or >= 'a' and <= 'f'))
                return false;
        }

        digest = new Digest(text);
        return true;
    }

    /// <inheritdoc cref="TryParse" />
    /// <exception cref="FormatException">The text is no digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a sha256 or sha512 digest.");

    /// <inheritdoc />
    public override string ToString() => Value;
}
