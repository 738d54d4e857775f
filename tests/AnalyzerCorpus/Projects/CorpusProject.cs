using System.Collections.Immutable;
using System.Text;
using Containerize.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>A project as the compiler would get it: a compilation, and the files and facts that the package's targets hand over.</summary>
/// <param name="Path">Absolute path of the project file.</param>
/// <param name="Compilation">Packages are missing in it, so it has errors.</param>
/// <param name="Files">Additional files, the facts among them.</param>
internal sealed record CorpusProject(string Path, CSharpCompilation Compilation, ImmutableArray<AdditionalText> Files)
{
    private const string WebUsings =
        "System.Net.Http.Json Microsoft.AspNetCore.Builder Microsoft.AspNetCore.Hosting Microsoft.AspNetCore.Http Microsoft.AspNetCore.Routing Microsoft.Extensions.Configuration "
        + "Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Hosting Microsoft.Extensions.Logging";

    private const string WorkerUsings = "Microsoft.Extensions.Configuration Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Hosting Microsoft.Extensions.Logging";

    /// <summary>Makes one of a project file.</summary>
    /// <param name="project">What the file says.</param>
    /// <param name="isOfAnother">True for folders that hold a project of their own.</param>
    /// <param name="references">Compilations of the projects that it refers to.</param>
    public static CorpusProject Create(EvaluatedProject project, Func<string, bool> isOfAnother, IEnumerable<CSharpCompilation> references)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse, preprocessorSymbols: Symbols(project));
        var trees = Sources(project, isOfAnother).Select(file => CSharpSyntaxTree.ParseText(Read(file), parsing, file)).ToList();
        trees.Add(CSharpSyntaxTree.ParseText(GlobalUsings(project), parsing, System.IO.Path.Combine(project.Folder, "obj/GlobalUsings.g.cs"), Encoding.UTF8));
        var kind = project["OutputType"].Equals("Exe", StringComparison.OrdinalIgnoreCase) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var options = new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: project.Is("Nullable") ? NullableContextOptions.Enable : NullableContextOptions.Disable);
        var compilation = CSharpCompilation.Create(project["AssemblyName"], trees, [.. TargetingPacks.References, .. references.Select(reference => reference.ToMetadataReference())], options);
        return new(project.Path, compilation, AdditionalFiles(project));
    }

    private static IEnumerable<string> Sources(EvaluatedProject project, Func<string, bool> isOfAnother)
    {
        var removed = project.RemovedSources.Select(Glob.ToRegex).ToList();
        var found = (project["EnableDefaultCompileItems"].Equals("false", StringComparison.OrdinalIgnoreCase) ? [] : Below(project.Folder, isOfAnother))
            .Where(file => !removed.Exists(pattern => pattern.IsMatch(System.IO.Path.GetRelativePath(project.Folder, file).Replace('\\', '/'))));
        var linked = project.Of("Compile").SelectMany(item => Glob.Expand(project.Folder, item.Include)).Where(file => file.EndsWith(".cs", StringComparison.Ordinal));
        return found.Concat(linked).Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Below(string folder, Func<string, bool> isOfAnother)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs"))
            yield return file;

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (System.IO.Path.GetFileName(child) is "bin" or "obj" or "node_modules" || System.IO.Path.GetFileName(child)[0] == '.' || isOfAnother(child))
                continue;

            foreach (var file in Below(child, isOfAnother))
                yield return file;
        }
    }

    private static IEnumerable<string> Symbols(EvaluatedProject project)
    {
        var defined = project["DefineConstants"].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(SyntaxFacts.IsValidIdentifier);
        var version = Version.TryParse(project["TargetFrameworkVersion"].TrimStart('v'), out var parsed) ? parsed.Major : 10;
        var greater = Enumerable.Range(5, Math.Max(0, version - 4)).Select(major => $"NET{major}_0_OR_GREATER");
        return [.. defined, "DEBUG", "TRACE", "NET", "NETCOREAPP", $"NET{version}_0", "NETCOREAPP3_1_OR_GREATER", "NETCOREAPP3_0_OR_GREATER", "NETSTANDARD2_0_OR_GREATER", .. greater];
    }

    private static string GlobalUsings(EvaluatedProject project)
    {
        var implicits = !project.Is("ImplicitUsings") ? "" : "System System.Collections.Generic System.IO System.Linq System.Net.Http System.Threading System.Threading.Tasks "
            + (project.Is("UsingMicrosoftNETSdkWeb") ? WebUsings : project.Is("UsingMicrosoftNETSdkWorker") ? WorkerUsings : "");
        var written = project.Of("Using").Select(item => item.Metadata.TryGetValue("Alias", out var alias) ? $"{alias} = {item.Include}" : item.Metadata.ContainsKey("Static") ? "static " + item.Include : item.Include);
        return "// <auto-generated/>\n" + string.Concat(implicits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(written).Select(name => $"global using {name};\n"));
    }

    // As Containerize.Analyzers.targets does it.
    private static ImmutableArray<AdditionalText> AdditionalFiles(EvaluatedProject project)
    {
        var files = new List<(ProjectFileKind Kind, string Path)> { (ProjectFileKind.Project, project.Path) };
        files.AddRange(project.Items.Where(item => item.Type is "ContainerPort" or "ContainerEnvironmentVariable").Select(item => (ProjectFileKind.Project, item.DefinedIn)));
        files.AddRange(Directory.EnumerateFiles(project.Folder, "appsettings*.json").Where(file => System.IO.Path.GetFileName(file).StartsWith("appsettings.", StringComparison.Ordinal)).Select(file => (ProjectFileKind.AppSettings, file)));
        files.Add((ProjectFileKind.LaunchSettings, System.IO.Path.Combine(project.Folder, "Properties/launchSettings.json")));
        files.Add((ProjectFileKind.Dockerfile, project.Above("Dockerfile", project.Folder)));
        foreach (var name in (Span<string>)["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"])
            files.Add((ProjectFileKind.Compose, project.Above(name, project.Folder)));

        files = [.. files.Where(file => File.Exists(file.Path)).Distinct()];
        IEnumerable<string[]> records =
        [
            .. project.Properties.Select(pair => new[] { "p", pair.Key, pair.Value }),
            .. project.Items.Where(item => item.Type is not ("Compile" or "Using" or "Content" or "None" or "EmbeddedResource"))
                .Select(item => (string[])["i", item.Type, item.Include, item.DefinedIn, .. item.Metadata.SelectMany(pair => new[] { pair.Key, pair.Value })]),
            .. files.Select(file => new[] { "f", file.Kind.ToString(), file.Path }),
        ];
        var facts = new FileText(System.IO.Path.Combine(project.Folder, "obj", AnalyzerFacts.FileName), SourceText.From(AnalyzerFacts.Write(records)));
        return [facts, .. files.Select(file => file.Path).Distinct().Select(path => new FileText(path, Read(path)))];
    }

    private static SourceText Read(string path)
    {
        using var stream = File.OpenRead(path);
        return SourceText.From(stream, Encoding.UTF8, checksumAlgorithm: SourceHashAlgorithm.Sha256);
    }
}
