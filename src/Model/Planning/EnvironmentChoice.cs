using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Environment variables: any name that POSIX can hold, values byte for byte. Of duplicates the last value wins, at the place of the first.</summary>
internal static class EnvironmentChoice
{
    public static Choice<IReadOnlyList<NamedValue>> Choose(ProjectFacts facts, IReadOnlyList<NamedValue> implied)
    {
        var found = new List<Diagnostic>();
        var declared = Read(facts.EnvironmentVariables, "ContainerEnvironmentVariable", found);
        IReadOnlyList<NamedValue> all = [.. implied.Where(variable => declared.All(own => own.Name != variable.Name)), .. declared];
        var reason = implied.Count == 0 ? null : string.Join(", ", implied.Select(variable => $"{variable.Name}={variable.Value}")) + " (the base does not set it)";
        return new(all, found, reason);
    }

    /// <summary>Variables of items with metadata Value.</summary>
    public static List<NamedValue> Read(IReadOnlyList<ItemFact> items, string source, List<Diagnostic> found)
    {
        var variables = new List<NamedValue>();
        foreach (var item in items)
        {
            if (item.Include.Length == 0 || item.Include.IndexOfAny(['=', '\0']) >= 0)
            {
                found.Add(ProjectCodes.InvalidVariableName.With(item.Include, source));
                continue;
            }

            var value = item["Value"];
            if (!TextCheck.Accepts($"The name of {source} '{item.Include}'", item.Include, found) || !TextCheck.Accepts($"{source} '{item.Include}'", value, found))
                continue;

            var place = variables.FindIndex(variable => variable.Name == item.Include);
            if (place < 0)
                variables.Add(new(item.Include, value));
            else
                variables[place] = new(item.Include, value);
        }

        return variables;
    }
}
