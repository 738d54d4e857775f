using System.Globalization;
using Containerize.Oci;

namespace Containerize.Pipeline;

/// <summary>What people read of a publish: a table of the layers, and one line for the terminal.</summary>
public static class ResultText
{
    /// <summary>The table of plain logs: a line for each layer, the base's together, then where the image went. Bottom to top, as the layers are.</summary>
    public static IEnumerable<string> Table(PublishResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = new List<string[]> { (string[])["layer", "files", "size", ""] };
        var baseLayers = result.Image.Layers.Where(layer => layer.IsBase).ToArray();
        if (baseLayers.Length > 0)
            rows.Add(["base", $"{baseLayers.Length} layers", Size(baseLayers.Sum(layer => layer.Descriptor.Size)), result.Base.Reference]);

        rows.AddRange(result.Image.Layers.Where(layer => !layer.IsBase).Select(layer =>
            (string[])[layer.Name!, layer.Files?.ToString(CultureInfo.InvariantCulture) ?? "", Size(layer.Descriptor.Size), layer.Cached ? "cached" : "built"]));

        var widths = Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            yield return $"  {row[0].PadRight(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3]}".TrimEnd();

        foreach (var output in result.Outputs)
            yield return $"  {output.Kind}: {output.Location}{(output.Kind is "registry" or "engine" ? Sent(output.Transfer) : "")}";
    }

    /// <summary>
    /// The line that the terminal shows behind <c>project -&gt; </c>: references, digest and what was sent; for an archive how it is loaded and run.
    /// </summary>
    public static string Line(PublishResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var digest = result.Image.Manifest.Digest.Abbreviated;
        var first = result.Outputs.FirstOrDefault(output => output.Kind is "registry" or "engine") ?? result.Outputs[0];
        var others = result.Outputs.SelectMany(output => output.References).Distinct().Count() - 1;
        var also = others > 0 ? $" and {others} more" : "";
        if (first.Kind == "archive")
            return $"{first.Location} {digest}; docker load -i {Quote(first.Location)} && docker run --rm{Publish(result)} {first.References[0]}";

        return first.Kind == "oci" ? $"{first.Location} {digest}" : $"{first.References[0]}{also} {digest}{Sent(result.Transfer)}";
    }

    /// <summary>A size in bytes for people: <c>9.4 MB</c>, with decimal units.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    private static string Sent(TransferCounts transfer) =>
        transfer.BytesUploaded == 0 ? " (nothing sent)" : $" ({Size(transfer.BytesUploaded)} sent)";

    private static string Publish(PublishResult result) =>
        string.Concat(result.Plan.Ports.Where(port => port.Protocol == "tcp").Select(port => $" -p {port.Number}:{port.Number}"));

    private static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
