namespace Containerize.Dockerfiles;

/// <summary>What was changed between two texts, line by line.</summary>
internal static class LineDiff
{
    /// <summary>Changed lines in order, with <c>- </c> before what only <paramref name="before"/> has and <c>+ </c> before what only <paramref name="after"/> has.</summary>
    public static IReadOnlyList<string> Between(string before, string after)
    {
        var (left, right) = (before.Split('\n'), after.Split('\n'));
        var lengths = CommonLengths(left, right);
        var changes = new List<string>();
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
                (i, j) = (i + 1, j + 1);
            else if (j == right.Length || (i < left.Length && lengths[i + 1, j] >= lengths[i, j + 1]))
                changes.Add("- " + left[i++]);
            else
                changes.Add("+ " + right[j++]);
        }

        return changes;
    }

    // The length of the longest common subsequence of what follows each pair of lines. Dockerfiles are short.
    private static int[,] CommonLengths(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }

        return lengths;
    }
}
