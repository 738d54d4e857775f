using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Tests;

/// <summary>Reference assemblies of the SDK's own targeting packs: no network, no package.</summary>
internal static class References
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Runtime = new(() => Load("Microsoft.NETCore.App.Ref"));
    private static readonly Lazy<ImmutableArray<MetadataReference>> Web = new(() => Runtime.Value.AddRange(Load("Microsoft.AspNetCore.App.Ref")));

    public static ImmutableArray<MetadataReference> Get(bool web) => web ? Web.Value : Runtime.Value;

    private static ImmutableArray<MetadataReference> Load(string pack)
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var newest = Directory.GetDirectories(Path.Combine(root, "packs", pack)).OrderBy(folder => Version.Parse(Path.GetFileName(folder).Split('-')[0])).Last();
        return [.. Directory.GetFiles(Directory.GetDirectories(Path.Combine(newest, "ref")).Single(), "*.dll").Select(file => MetadataReference.CreateFromFile(file))];
    }
}
