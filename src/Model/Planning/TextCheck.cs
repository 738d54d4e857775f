using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>What no image config can store: configs are JSON in UTF-8, and the kernel ends strings at NUL.</summary>
internal static class TextCheck
{
    /// <summary>CTZ0133 when the text holds a NUL or half of a surrogate pair; null when it is fine.</summary>
    public static Diagnostic? Check(string subject, string text)
    {
        if (text.IndexOf('\0') >= 0)
            return ProjectCodes.InvalidText.With(subject, "a NUL");

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return ProjectCodes.InvalidText.With(subject, "half of a surrogate pair");
            i++;
        }

        return null;
    }

    /// <summary>Adds the finding of <see cref="Check"/> and says whether the text is fine.</summary>
    public static bool Accepts(string subject, string text, List<Diagnostic> diagnostics)
    {
        if (Check(subject, text) is not { } problem)
            return true;

        diagnostics.Add(problem);
        return false;
    }
}
