using System.Diagnostics;
using System.Globalization;

namespace Containerize.Bench;

/// <summary>Memory of a process and all its descendants, read from /proc.</summary>
public static class ProcessTree
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until the process ends.</summary>
    /// <returns>The highest sum of resident bytes that was seen. Pages that several processes share are counted for each.</returns>
    public static long PeakMemory(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var peak = 0L;
        do
            peak = Math.Max(peak, Resident(process.Id));
        while (!process.WaitForExit(Interval));

        return peak;
    }

    private static long Resident(int root)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(Read!).OfType<Entry>().ToArray();
        var tree = new HashSet<int> { root };
        for (var before = 0; before != tree.Count;)
        {
            before = tree.Count;
            tree.UnionWith(processes.Where(process => tree.Contains(process.Parent)).Select(process => process.Id));
        }

        return processes.Where(process => tree.Contains(process.Id)).Sum(process => process.Pages) * Environment.SystemPageSize;
    }

    // proc(5): fields are counted after the name in parentheses, which may hold anything; 4 is the parent, 24 the resident pages.
    private static Entry? Read(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[21], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }

    private sealed record Entry(int Id, int Parent, long Pages);
}
