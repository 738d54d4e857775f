using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Which file goes into which layer, bottom to top: native, runtime, packages, packages-preview, projects, assets, app, the project's own layers,
/// declared files. Empty ones are left out. Folders are written below the working directory and where declared, nowhere else.
/// </summary>
internal static class LayerChoice
{
    private const string Whiteout = ".wh.";

    private static readonly string[] Usual =
    [
        LayerNames.Runtime, LayerNames.Packages, LayerNames.PackagesPreview, LayerNames.Projects, LayerNames.Assets, LayerNames.App,
    ];

    public static Choice<IReadOnlyList<LayerPlan>> Choose(ProjectFacts facts, IReadOnlyList<PublishedFile> published, UnixPath workingDirectory, string? user)
    {
        var found = new List<Diagnostic>();
        var own = new OwnLayers(facts.Layers, found);
        var layers = new Dictionary<string, List<FileEntry>>(StringComparer.Ordinal);
        var usual = new LayerNameChoice(facts.App, published);
        foreach (var file in published)
        {
            if (Entry(file, facts.App, workingDirectory, found) is { } entry)
                Layer(own.Find(file.RelativePath) ?? usual.Choose(file)).Add(entry);
        }

        Layer(LayerNames.Files).AddRange(DeclaredFiles.Read(facts, user, found));
        Layer(LayerNames.Native).AddRange(facts.Native?.Entries ?? []);
        CheckClashes(layers.Values.SelectMany(entries => entries), found);

        string[] order = [LayerNames.Native, .. Usual, .. own.Names, LayerNames.Files];
        IReadOnlyList<LayerPlan> plans =
        [
            .. order.Where(name => layers.ContainsKey(name) && layers[name].Count > 0)
                .Select(name => new LayerPlan { Name = name, Entries = Complete(layers[name], workingDirectory) }),
        ];
        return new(plans, found, string.Join(", ", plans.Select(plan => $"{plan.Name} ({plan.Entries.Count(entry => entry.Kind != FileEntryKind.Directory)})")));

        List<FileEntry> Layer(string name)
        {
            if (!layers.TryGetValue(name, out var entries))
                layers[name] = entries = [];
            return entries;
        }
    }

    private static FileEntry? Entry(PublishedFile file, AppFacts app, UnixPath workingDirectory, List<Diagnostic> found)
    {
        if (TextCheck.Check("", file.RelativePath) is null && UnixPath.TryParse($"{workingDirectory}/{file.RelativePath}", out var path) && path.IsBelow(workingDirectory))
            return new() { Path = path, Source = file.Source, Mode = FileModes.Of(file, app) };

        found.Add(ProjectCodes.InvalidTargetPath.With(file.RelativePath.Replace("\0", "\\0"), "the publish folder", "it leads out of the folder or holds what no path can"));
        return null;
    }

    private static void CheckClashes(IEnumerable<FileEntry> entries, List<Diagnostic> found)
    {
        var all = entries.ToList();
        var byPath = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var entry in all)
        {
            if (entry.Path.Value.Split('/').Any(part => part.StartsWith(Whiteout, StringComparison.Ordinal)))
                found.Add(ProjectCodes.WhiteoutName.With(Name(entry)));

            if (!byPath.TryGetValue(entry.Path.Value, out var other))
                byPath.Add(entry.Path.Value, entry);
            else if (entry.Kind != FileEntryKind.Directory || other.Kind != FileEntryKind.Directory)
                found.Add(ProjectCodes.TargetPathClash.With(Name(other), Name(entry), entry.Path));
        }

        // A file where another entry needs a folder. A link may lead to one.
        foreach (var entry in all)
        {
            for (var folder = entry.Path.Parent; !folder.IsRoot; folder = folder.Parent)
            {
                if (byPath.TryGetValue(folder.Value, out var file) && file.Kind == FileEntryKind.File)
                    found.Add(ProjectCodes.TargetPathClash.With(Name(file), Name(entry), folder));
            }
        }
    }

    private static string Name(FileEntry entry) => entry.Source ?? entry.Path.Value;

    private static List<FileEntry> Complete(List<FileEntry> entries, UnixPath workingDirectory)
    {
        var complete = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
            complete[entry.Path.Value] = entry;

        foreach (var entry in entries)
        {
            for (var folder = entry.Path.Parent; folder.IsBelow(workingDirectory) && !complete.ContainsKey(folder.Value); folder = folder.Parent)
                complete.Add(folder.Value, new() { Kind = FileEntryKind.Directory, Path = folder, Mode = Modes.Directory });
        }

        return [.. complete.Values.OrderBy(entry => entry.Path.Value, Utf8Order.Comparer)];
    }
}
