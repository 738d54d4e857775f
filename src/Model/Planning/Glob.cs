namespace Containerize.Planning;

/// <summary>Globs over paths separated by <c>/</c>: <c>*</c> and <c>?</c> within a folder, <c>**</c> over folders. Upper and lower case differ.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string path) => Folders(pattern.Replace('\\', '/').Split('/'), 0, path.Split('/'), 0);

    private static bool Folders(string[] pattern, int p, string[] path, int s)
    {
        if (p == pattern.Length)
            return s == path.Length;
        if (pattern[p] == "**")
            return Folders(pattern, p + 1, path, s) || (s < path.Length && Folders(pattern, p, path, s + 1));

        return s < path.Length && Name(pattern[p], path[s]) && Folders(pattern, p + 1, path, s + 1);
    }

    private static bool Name(string pattern, string name)
    {
        int p = 0, s = 0, star = -1, mark = 0;
        while (s < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, s);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[s]))
                (p, s) = (p + 1, s + 1);
            else if (star >= 0)
                (p, s) = (star + 1, ++mark);
            else
                return false;
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
