using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Networks that a container joins when it is run.</summary>
internal static class NetworkChoice
{
    public static Choice<IReadOnlyList<string>> Choose(ProjectFacts facts)
    {
        var names = facts.Networks.Select(item => item.Include).Distinct().ToList();
        return new([.. names.Where(IsName)], [.. names.Where(name => !IsName(name)).Select(name => ProjectCodes.InvalidNetwork.With(name))]);
    }

    /// <summary>A name that engines take for networks and volumes: letters, digits, <c>_ . -</c>, beginning with a letter or digit.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && IsLetterOrDigit(text[0]) && text.All(c => IsLetterOrDigit(c) || c is '_' or '.' or '-');

    private static bool IsLetterOrDigit(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
