using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Which of the usual layers a published file belongs to (DESIGN: layers).</summary>
internal sealed class LayerNameChoice
{
    private const string Satellite = ".resources.dll";
    private const string WebRoot = "wwwroot/";

    private readonly AppFacts _app;
    private readonly Dictionary<string, PublishedFile> _files;

    public LayerNameChoice(AppFacts app, IReadOnlyList<PublishedFile> files)
    {
        _app = app;
        _files = files.GroupBy(file => file.RelativePath, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    public string Choose(PublishedFile file)
    {
        // One file holds everything there: what is left beside it is as young as the app.
        if (_app.SingleFile || _app.Aot)
            return LayerNames.App;

        return ByOrigin(Owner(file) ?? file);
    }

    private static string ByOrigin(PublishedFile file) => file.Origin switch
    {
        PublishedFileOrigin.RuntimePack => LayerNames.Runtime,
        PublishedFileOrigin.Package => file.PackageVersion.Split('+')[0].IndexOf('-') >= 0 ? LayerNames.PackagesPreview : LayerNames.Packages,
        PublishedFileOrigin.Assembly => LayerNames.Packages,
        PublishedFileOrigin.Project => LayerNames.Projects,
        PublishedFileOrigin.Content => IsSettings(file.RelativePath) ? LayerNames.App : LayerNames.Assets,
        PublishedFileOrigin.Unknown when file.RelativePath.StartsWith(WebRoot, StringComparison.Ordinal) => LayerNames.Assets,
        _ => LayerNames.App,
    };

    private static bool IsSettings(string path) =>
        path.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) && path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && path.IndexOf('/') < 0;

    // fr/Name.resources.dll goes where Name.dll goes.
    private PublishedFile? Owner(PublishedFile file)
    {
        var path = file.RelativePath;
        var slash = path.LastIndexOf('/');
        if (slash <= 0 || !path.EndsWith(Satellite, StringComparison.Ordinal))
            return null;

        var above = path.LastIndexOf('/', slash - 1) + 1;
        var name = path.Substring(slash + 1, path.Length - slash - 1 - Satellite.Length);
        return _files.TryGetValue(path.Substring(0, above) + name + ".dll", out var owner) ? owner : null;
    }
}
