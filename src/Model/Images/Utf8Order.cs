namespace Containerize.Images;

/// <summary>Compares strings by their UTF-8 bytes. Ordinal UTF-16 order differs from it only where surrogates meet U+E000 to U+FFFF.</summary>
public static class Utf8Order
{
    /// <summary>A comparer for sorting.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    /// <summary>Less than zero when <paramref name="left"/> comes first.</summary>
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
                return Rank(left[i]).CompareTo(Rank(right[i]));
        }

        return left.Length.CompareTo(right.Length);
    }

    // Surrogates encode code points above U+FFFF: in UTF-8 they sort after every other character of the BMP.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
