using System.Globalization;

namespace Containerize.Analysis;

/// <summary>Settings of the garbage collector in the environment: the runtime reads their numbers as hexadecimal.</summary>
public static class GcSetting
{
    private static readonly string[] Prefixes = ["DOTNET_", "COMPlus_"];

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "GCHeapHardLimit", "GCHeapHardLimitPercent", "GCHeapHardLimitSOH", "GCHeapHardLimitLOH", "GCHeapHardLimitPOH", "GCHeapHardLimitSOHPercent",
        "GCHeapHardLimitLOHPercent", "GCHeapHardLimitPOHPercent", "GCHeapAffinitizeMask", "GCHeapCount", "GCgen0size", "GCHighMemPercent", "GCRegionSize", "GCRegionRange",
        "GCTotalPhysicalMemory",
    };

    /// <summary>What happens to a value that was meant as a decimal number; null when the value is the same either way, marked as hexadecimal, or no number.</summary>
    /// <param name="variable">Name of the variable.</param>
    /// <param name="value">Its value.</param>
    public static ValueProblem? Check(string variable, string value)
    {
        var prefix = Prefixes.FirstOrDefault(p => variable.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        var text = value.Trim();
        if (prefix is null || !Names.Contains(variable.Substring(prefix.Length)) || text.Length < 2 || !text.All(c => c is >= '0' and <= '9'))
            return null;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var meant) || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var read) || meant == read)
            return null;

        // Sizes are written in hexadecimal by people who know: 10000000 may well be one.
        var isPercent = variable.EndsWith("Percent", StringComparison.OrdinalIgnoreCase);
        if (text[0] == '0' || (!isPercent && text.Trim('0').Length <= 1 && text.Length > 2))
            return null;

        var replacement = "0x" + meant.ToString("X", CultureInfo.InvariantCulture);
        var effect = isPercent && read > 100 ? "which is more than 100 percent and ignored" : $"which is {read.ToString(CultureInfo.InvariantCulture)}";
        return new(effect, replacement);
    }
}
