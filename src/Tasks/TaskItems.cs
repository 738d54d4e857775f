using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Reads MSBuild items into facts. What MSBuild evaluated arrives as it is; nothing is trimmed or split.</summary>
internal static class TaskItems
{
    public static ItemFact[] Facts(ITaskItem[] items) => [.. items.Select(Fact)];

    public static ItemFact Fact(ITaskItem item)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in item.CloneCustomMetadata().Keys.Cast<string>())
        {
            // An item's metadata that is empty on purpose (Value="") cannot be told from one that is absent, except for Value itself, which MSBuild keeps.
            metadata[name] = item.GetMetadata(name);
        }

        return new ItemFact(item.ItemSpec, metadata);
    }

    public static string[] FullPaths(ITaskItem[] items) => [.. items.Select(item => item.GetMetadata("FullPath"))];
}
