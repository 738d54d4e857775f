using Containerize.Planning;
using Containerize.Publishing;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Reads what <c>@(ResolvedFileToPublish)</c> says about each published file.</summary>
internal static class ListedFiles
{
    // Packages that bring the runtime itself, in the SDK's naming.
    private static readonly string[] RuntimePacks =
        ["Microsoft.NETCore.App.Runtime.", "Microsoft.AspNetCore.App.Runtime.", "Microsoft.NETCore.App.Host.", "Microsoft.NETCore.App.Crossgen2."];

    /// <param name="items">@(ResolvedFileToPublish).</param>
    /// <param name="intermediateFolder">Absolute path of the project's obj folder, where the app's own output comes from.</param>
    /// <param name="assemblyName">Name of the app's assembly: what the build makes for it (deps.json …) is named after it.</param>
    public static ListedFile[] Read(ITaskItem[] items, string intermediateFolder, string assemblyName) =>
        [.. items.Select(item => Read(item, intermediateFolder, assemblyName)).Where(file => file.RelativePath.Length > 0)];

    private static ListedFile Read(ITaskItem item, string intermediateFolder, string assemblyName)
    {
        var source = item.GetMetadata("FullPath");
        var package = item.GetMetadata("NuGetPackageId");
        var relative = item.GetMetadata("RelativePath").Replace('\\', '/');
        var origin = relative == assemblyName + ".deps.json" || relative == assemblyName + ".runtimeconfig.json"
            ? PublishedFileOrigin.App
            : Origin(item, source, package, intermediateFolder);
        return new ListedFile(source, relative, origin, package, item.GetMetadata("NuGetPackageVersion"));
    }

    private static PublishedFileOrigin Origin(ITaskItem item, string source, string package, string intermediateFolder)
    {
        if (RuntimePacks.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            return PublishedFileOrigin.RuntimePack;

        if (package.Length > 0)
            return PublishedFileOrigin.Package;

        if (item.GetMetadata("ReferenceSourceTarget") == "ProjectReference" || item.GetMetadata("MSBuildSourceProjectFile").Length > 0)
            return PublishedFileOrigin.Project;

        if (source.StartsWith(intermediateFolder, StringComparison.Ordinal))
            return PublishedFileOrigin.App;

        // What is left of assemblies was referenced by its path. Their symbols and documentation are content like any other file.
        return Path.GetExtension(source) is ".dll" ? PublishedFileOrigin.Assembly : PublishedFileOrigin.Content;
    }
}
