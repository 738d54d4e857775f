namespace Containerize.Analysis;

/// <summary>The words that a name is made of: <c>Jwt__SigningKey</c> has Jwt, Signing and Key.</summary>
internal static class NameWords
{
    /// <summary>Splits where a letter or digit ends, and before a capital that follows a small letter.</summary>
    public static List<string> Split(string name)
    {
        var (words, start) = (new List<string>(), 0);
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (!ends)
                continue;
            if (i > start)
                words.Add(name.Substring(start, i - start));
            start = i < name.Length && !char.IsLetterOrDigit(name[i]) ? i + 1 : i;
        }

        return words;
    }
}
