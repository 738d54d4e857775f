using System.Text;
using System.Xml.Linq;
using Containerize.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.Analyzers.Tests;

/// <summary>A project as the compiler sees it: sources, other files, and the facts that the targets write. It lies in <c>/0</c>.</summary>
internal sealed class TestProject
{
    private const string Usings =
        "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";

    private const string WebUsings =
        "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.Extensions.Configuration;"
        + "global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;";

    private readonly List<(string Path, string Text)> _sources = [];
    private readonly List<(ProjectFileKind Kind, string Path, string Text)> _files = [];
    private readonly List<string[]> _items = [];

    public Dictionary<string, string> Properties { get; } = new()
    {
        ["MSBuildProjectName"] = "Test",
        ["MSBuildProjectDirectory"] = "/0",
        ["AssemblyName"] = "Test",
        ["OutputType"] = "Exe",
        ["TargetFrameworkVersion"] = "v10.0",
        ["NETCoreSdkVersion"] = "10.0.401",
        ["NETCoreSdkPortableRuntimeIdentifier"] = "linux-x64",
        ["UsingMicrosoftNETSdkWeb"] = "true",
    };

    /// <summary>False for a project without ASP.NET Core.</summary>
    public bool IsWeb { get; set; } = true;

    /// <summary>False where there are no facts: the package is not used, or the analyzers are switched off.</summary>
    public bool HasFacts { get; set; } = true;

    public bool IsLibrary { get; set; }

    public bool AllowErrors { get; set; }

    public DocumentId? FirstSource { get; private set; }

    public void AddSource(string text, string path) => _sources.Add((path, text));

    public void AddFile(ProjectFileKind kind, string path, string text)
    {
        _files.Add((kind, path, text));
        if (kind == ProjectFileKind.Project)
            AddItems(Markup.Parse(text).Text, path);
    }

    // What MSBuild would evaluate, for items without conditions and properties.
    private void AddItems(string text, string path)
    {
        foreach (var item in XDocument.Parse(text).Descendants("ItemGroup").Elements())
        {
            string[] head = ["i", item.Name.LocalName, Uri.UnescapeDataString((string)item.Attribute("Include")!), path];
            var attributes = item.Attributes().Where(attribute => attribute.Name != "Include" && attribute.Name != "Condition").SelectMany(attribute => new[] { attribute.Name.LocalName, Uri.UnescapeDataString(attribute.Value) });
            var children = item.Elements().SelectMany(child => new[] { child.Name.LocalName, Uri.UnescapeDataString(child.Value) });
            _items.Add([.. head, .. attributes, .. children]);
        }
    }

    /// <summary>The solution, and where its markup expects findings.</summary>
    public Solution Build(string defaultId, out List<(string Path, TextSpan Span, string Id)> expected)
    {
        expected = [];
        var project = ProjectId.CreateNewId();
        var options = new CSharpCompilationOptions(IsLibrary ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        var solution = new AdhocWorkspace().CurrentSolution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Default, "Test", "Test", LanguageNames.CSharp, filePath: "/0/Test.csproj", compilationOptions: options,
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["DEBUG"]), metadataReferences: References.Get(IsWeb)));
        foreach (var (path, marked) in _sources)
        {
            var id = DocumentId.CreateNewId(project, path);
            FirstSource ??= id;
            solution = solution.AddDocument(id, Path.GetFileName(path), Plain(marked, path, defaultId, expected), filePath: path);
        }

        foreach (var (_, path, marked) in _files)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(project, path), Path.GetFileName(path), Plain(marked, path, defaultId, expected), filePath: path);
        if (HasFacts)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(project), AnalyzerFacts.FileName, SourceText.From(Facts()), filePath: "/0/obj/" + AnalyzerFacts.FileName);

        return solution.AddDocument(DocumentId.CreateNewId(project), "GlobalUsings.g.cs", SourceText.From(Usings + (IsWeb ? WebUsings : "")), filePath: "/0/obj/GlobalUsings.g.cs");
    }

    private string Facts()
    {
        var items = IsWeb ? _items.Append(["i", "FrameworkReference", "Microsoft.AspNetCore.App", ""]) : _items;
        var properties = Properties.Select(pair => new[] { "p", pair.Key, IsWeb || pair.Key != "UsingMicrosoftNETSdkWeb" ? pair.Value : "" });
        return AnalyzerFacts.Write([.. properties, .. items, .. _files.Select(file => new[] { "f", file.Kind.ToString(), file.Path })]);
    }

    private static SourceText Plain(string marked, string path, string defaultId, List<(string Path, TextSpan Span, string Id)> expected)
    {
        var (text, spans) = Markup.Parse(marked);
        expected.AddRange(spans.Select(span => (path, span.Span, span.Id ?? defaultId)));
        return SourceText.From(text, Encoding.UTF8);
    }
}
