using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Layers of ContainerLayer items: they take published files out of the usual layers by globs, and lie above them.</summary>
internal sealed class OwnLayers
{
    private static readonly string[] Reserved =
    [
        LayerNames.Native, LayerNames.Runtime, LayerNames.Packages, LayerNames.PackagesPreview, LayerNames.Projects, LayerNames.Assets, LayerNames.App, LayerNames.Files,
    ];

    private readonly List<(string Name, int Order, string[] Globs)> _layers = [];

    public OwnLayers(IReadOnlyList<ItemFact> items, List<Diagnostic> found)
    {
        foreach (var item in items)
        {
            var order = 0;
            if (!IsName(item.Include) || _layers.Any(layer => layer.Name == item.Include))
                found.Add(ProjectCodes.InvalidChoice.With("ContainerLayer", item.Include, $"letters, digits, '.', '_' or '-', once, and none of {string.Join(", ", Reserved)}"));
            else if (item["Order"].Length > 0 && !int.TryParse(item["Order"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out order))
                found.Add(ProjectCodes.InvalidChoice.With($"Order of ContainerLayer '{item.Include}'", item["Order"], "a whole number"));
            else
                _layers.Add((item.Include, order, [.. item["Files"].Split(';').Select(glob => glob.Trim()).Where(glob => glob.Length > 0)]));
        }

        _layers = [.. _layers.OrderBy(layer => layer.Order)];
    }

    /// <summary>Bottom to top: by Order, then as declared.</summary>
    public IEnumerable<string> Names => _layers.Select(layer => layer.Name);

    /// <summary>The lowest of these layers that takes the file; null when none does.</summary>
    public string? Find(string relativePath) => _layers.FirstOrDefault(layer => layer.Globs.Any(glob => Glob.Matches(glob, relativePath))).Name;

    private static bool IsName(string text) => NetworkChoice.IsName(text) && !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase);
}
