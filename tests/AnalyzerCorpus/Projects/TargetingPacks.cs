using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>Assemblies of the installed SDK: those to compile against, and its analyzers.</summary>
internal static class TargetingPacks
{
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>.NET and ASP.NET Core.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = [.. Load("Microsoft.NETCore.App.Ref"), .. Load("Microsoft.AspNetCore.App.Ref")];

    /// <summary>Folder of the SDK's own analyzers.</summary>
    public static string AnalyzerFolder => Path.Combine(DotNet, "sdk", NewestSdk(), "Sdks/Microsoft.NET.Sdk/analyzers");

    /// <summary>What a web project gets besides: analyzers of the web SDK and of the targeting packs. Some of the files hold none.</summary>
    public static IEnumerable<string> WebAnalyzers =>
    [
        .. ((string[])[
            Path.Combine(DotNet, "sdk", NewestSdk(), "Sdks/Microsoft.NET.Sdk.Web/analyzers/cs"),
            .. ((string[])["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"]).Select(pack => Path.Combine(Newest(Path.Combine(DotNet, "packs", pack)), "analyzers/dotnet/cs")),
        ]).SelectMany(folder => Directory.GetFiles(folder, "*.dll")),
    ];

    public static string NewestSdk() => Path.GetFileName(Newest(Path.Combine(DotNet, "sdk")));

    private static IEnumerable<MetadataReference> Load(string pack)
    {
        var folder = Directory.GetDirectories(Path.Combine(Newest(Path.Combine(DotNet, "packs", pack)), "ref")).Single();
        return Directory.GetFiles(folder, "*.dll").Select(file => MetadataReference.CreateFromFile(file));
    }

    private static string Newest(string folder) =>
        Directory.GetDirectories(folder).Where(path => char.IsDigit(Path.GetFileName(path)[0])).OrderBy(path => Version.Parse(Path.GetFileName(path).Split('-')[0])).Last();
}
