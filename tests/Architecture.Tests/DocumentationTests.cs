using System.Text.RegularExpressions;
using Containerize.Testing;
using System.Xml.Linq;
using Containerize.Diagnostics;

namespace Containerize.Architecture.Tests;

/// <summary>Every public name has its place in the docs.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    // Read from the project, but the SDK's, NuGet's or MSBuild's own: documented by them.
    private static readonly string[] Foreign =
    [
        "AssemblyName", "Authors", "BuildProjectReferences", "BundledNETCoreAppPackageVersion", "Configuration", "Description", "DesignTimeBuild", "IntermediateOutputPath", "IsAspireHost", "Language",
        "InvariantGlobalization", "PredefinedCulturesOnly", "IsCrossTargetingBuild", "IsPublishable", "IsTestProject", "MSBuildProjectDirectory", "MSBuildProjectFile", "MSBuildProjectFullPath",
        "MSBuildProjectName", "MSBuildThisFileDirectory", "NETCoreSdkPortableRuntimeIdentifier", "NETCoreSdkVersion", "OutputPath", "OutputType",
        "PackageLicenseExpression", "PackageProjectUrl", "PackageVersion", "PathMap", "PrivateRepositoryUrl", "ProjectAssetsFile", "PublishAot", "PublishDir",
        "PublishRepositoryUrl", "PublishSelfContained", "PublishSingleFile", "PublishTrimmed", "RepositoryType", "RuntimeIdentifier", "SelfContained",
        "SolutionPath", "SourceRevisionId", "TargetFileName", "TargetFramework", "TargetFrameworks", "TargetFrameworkVersion", "TargetPlatformIdentifier", "Title",
        "UsingMicrosoftNETSdkBlazorWebAssembly",
        "UsingMicrosoftNETSdkStaticWebAssets", "UsingMicrosoftNETSdkWeb", "UsingMicrosoftNETSdkWorker", "DeployOnBuild", "BuildingSolutionFile", "DOTNET_HOST_PATH", "PublishReadyToRun", "PublishRuntimeIdentifier", "AfterPublish", "AfterMicrosoftNETSdkTargets", "_IsPublishing",
    ];

    private static readonly string[] ForeignItems = ["ProjectReference", "ReferenceCopyLocalPaths", "ResolvedFileToPublish", "FrameworkReference", "Reference", "Content", "PackageReference", "AdditionalFiles", "Analyzer", "RuntimeEnvironmentVariable"];

    [TestMethod]
    public void Every_property_is_documented() => AssertDocumented(
        "properties.md", TargetsText().SelectMany(text => Property().Matches(text)).Select(match => match.Groups[1].Value).Where(name => !name.EndsWith("DependsOn", StringComparison.Ordinal)).Except(Foreign));

    [TestMethod]
    public void Every_item_is_documented() => AssertDocumented(
        "items.md", TargetsText().SelectMany(text => Item().Matches(text)).Select(match => match.Groups[1].Value).Except(ForeignItems));

    [TestMethod]
    public void Every_target_is_documented() => AssertDocumented("targets.md", Targets().Select(target => (string)target.Attribute("Name")!));

    [TestMethod]
    public void Every_extension_point_is_documented() => AssertDocumented(
        "targets.md", TargetsText().SelectMany(text => Property().Matches(text)).Select(match => match.Groups[1].Value).Where(name => name.EndsWith("DependsOn", StringComparison.Ordinal)));

    [TestMethod]
    public void Every_code_has_a_page_with_its_title_and_a_fix()
    {
        var wrong = DiagnosticCatalog.All
            .Where(code => !File.Exists(Page(code)) || !File.ReadAllText(Page(code)).StartsWith($"# {code.Id}: {code.Title}\n", StringComparison.Ordinal) || !File.ReadAllText(Page(code)).Contains("## Fix", StringComparison.Ordinal))
            .Select(code => code.Id)
            .ToArray();

        Assert.IsEmpty(wrong, "No page, another title, or no fix: " + string.Join(", ", wrong));
    }

    // Pages of the analyzers' codes, from CTZ1001 on, are checked where the rules are tested.
    [TestMethod]
    public void Every_page_has_a_code()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/codes"), "CTZ0*.md").Select(Path.GetFileNameWithoutExtension);

        CollectionAssert.AreEquivalent(DiagnosticCatalog.All.Select(code => code.Id).ToArray(), pages.ToArray());
    }

    [TestMethod]
    public void Codes_are_unique_ordered_and_without_a_trailing_line_break()
    {
        var ids = DiagnosticCatalog.All.Select(code => code.Id).ToArray();

        CollectionAssert.AreEqual(ids.Distinct().Order(StringComparer.Ordinal).ToArray(), ids);
        Assert.IsEmpty(DiagnosticCatalog.All.Where(code => code.Format != code.Format.TrimEnd() || code.Title.EndsWith('.')));
    }

    [TestMethod]
    public void Links_between_pages_lead_somewhere()
    {
        var broken = SourceFiles.In("docs", "*.md").Append(Path.Combine(Repository.Root, "README.md"))
            .SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(match => (page, link: match.Groups[1].Value.Split('#')[0])))
            .Where(pair => pair.link.Length > 0 && !pair.link.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(pair.page)!, pair.link)))
            .Select(pair => $"{Path.GetFileName(pair.page)}: {pair.link}")
            .ToArray();

        Assert.IsEmpty(broken, string.Join("\n", broken));
    }

    [TestMethod]
    public void Private_names_begin_with_an_underscore_and_public_ones_with_Container()
    {
        var wrong = Targets().Select(target => (string)target.Attribute("Name")!).Concat(PropertiesSet())
            .Where(name => !name.StartsWith("Containerize", StringComparison.Ordinal) && !name.StartsWith("_Containerize", StringComparison.Ordinal))
            .Except(["AfterMicrosoftNETSdkTargets", "BuildProjectReferences", "PathMap", "RunCommand", "RunArguments"])
            .ToArray();

        Assert.IsEmpty(wrong, string.Join(", ", wrong));
    }

    private static string Page(DiagnosticCode code) => Path.Combine(Repository.Root, "docs/codes", code.Id + ".md");

    private static void AssertDocumented(string page, IEnumerable<string> names)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference", page));
        var missing = names.Distinct().Where(name => !name.StartsWith('_') && !text.Contains($"`{name}`", StringComparison.Ordinal)).ToArray();

        Assert.IsEmpty(missing, $"Not in {page}: {string.Join(", ", missing)}");
    }

    private static IEnumerable<string> TargetsFiles() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Sdk/targets"));

    private static IEnumerable<string> TargetsText() => TargetsFiles().Select(File.ReadAllText);

    private static IEnumerable<XElement> Targets() => TargetsFiles().SelectMany(file => XDocument.Load(file).Descendants("Target")).Where(target => !((string)target.Attribute("Name")!).StartsWith('_'));

    private static IEnumerable<string> PropertiesSet() =>
        TargetsFiles().SelectMany(file => XDocument.Load(file).Descendants("PropertyGroup").Elements()).Select(property => property.Name.LocalName);

    [GeneratedRegex(@"\$\(([A-Za-z]\w*)[).]")]
    private static partial Regex Property();

    [GeneratedRegex(@"@\(([A-Za-z]\w*)[)\-]")]
    private static partial Regex Item();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
