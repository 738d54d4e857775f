namespace Containerize.Analysis;

/// <summary>What makes a path one that only Windows understands.</summary>
public enum WindowsPathKind
{
    /// <summary>It begins with a drive: <c>C:\data</c>.</summary>
    Drive,

    /// <summary>It begins with two backslashes: <c>\\server\share</c>.</summary>
    Share,

    /// <summary>Its folders are parted by backslashes, which are letters like any other on Linux.</summary>
    Separator,
}

/// <summary>Tells paths of Windows from others.</summary>
public static class WindowsPath
{
    /// <summary>What is wrong with a path; null when nothing is.</summary>
    /// <param name="text">A path, or a piece of one.</param>
    /// <param name="follows">True when another piece stands before this one.</param>
    public static WindowsPathKind? Find(string text, bool follows)
    {
        if (!follows && text.Length > 1 && text[1] == ':' && IsLetter(text[0]) && (text.Length == 2 || text[2] is '\\' or '/'))
            return WindowsPathKind.Drive;
        if (!follows && text.Length > 2 && text[0] == '\\' && text[1] == '\\' && (IsName(text[2]) || text[2] == '?'))
            return WindowsPathKind.Share;
        if (text == "\\")
            return follows ? WindowsPathKind.Separator : null;

        for (var i = text.IndexOf('\\'); i >= 0; i = text.IndexOf('\\', i + 1))
        {
            if ((i > 0 && IsName(text[i - 1])) || (i + 1 < text.Length && IsName(text[i + 1])))
                return WindowsPathKind.Separator;
        }

        return null;
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z';

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or '~' or '(' or ')' or '$' or '%' or '@';
}
