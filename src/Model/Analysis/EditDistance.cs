namespace Containerize.Analysis;

/// <summary>How many letters two words differ by: one put in, left out, replaced, or two neighbours swapped counts one.</summary>
internal static class EditDistance
{
    /// <summary>The distance, or any greater number once it exceeds a limit.</summary>
    public static int Of(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
            return limit + 1;

        var (beforeLast, last, current) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
            last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[right.Length];
    }
}
