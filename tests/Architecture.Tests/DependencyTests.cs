using System.Reflection;
using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Architecture.Tests;

/// <summary>Who may use whom.</summary>
[TestClass]
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Containerize.Model"] = ["netstandard"],
        ["Containerize.Core"] = ["Containerize.Model"],
        ["Containerize.Analyzers"] = ["Containerize.Model", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "netstandard"],
        ["Containerize.Analyzers.CodeFixes"] =
        [
            "Containerize.Analyzers", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.CSharp.Workspaces", "Microsoft.CodeAnalysis.Workspaces", "netstandard",
        ],
        ["Containerize.Runner"] = ["Containerize.Core", "Containerize.Model"],
        ["Containerize.Tasks"] = ["Containerize.Core", "Containerize.Model", "Microsoft.Build.Framework", "Microsoft.Build.Utilities.Core"],
    };

    // Folder of Core -> folders it may use. An arrow that is not here is a cycle waiting to happen.
    private static readonly Dictionary<string, string[]> CoreFolders = new()
    {
        ["Io"] = [],
        ["Caching"] = ["Io"],
        ["Oci"] = ["Io", "Caching"],
        ["Credentials"] = ["Io", "Registries"],
        ["Registries"] = ["Io", "Oci", "Caching", "Credentials"],
        ["Engines"] = ["Io", "Oci", "Credentials", "Native"],
        ["Running"] = ["Io", "Engines"],
        ["Native"] = ["Io"],
        ["Publishing"] = ["Io"],
        ["Dockerfiles"] = ["Io"],
        ["Git"] = [],
        ["Building"] = ["Io", "Dockerfiles", "Oci", "Caching", "Engines", "Native", "Registries"],
        ["Buildx"] = ["Io"],
        ["Pipeline"] = ["Building", "Buildx", "Io", "Oci", "Caching", "Credentials", "Registries", "Engines", "Running", "Native", "Publishing", "Dockerfiles"],
        ["Ci"] = ["Pipeline"],
    };

    [TestMethod]
    [DataRow("Containerize.Model")]
    [DataRow("Containerize.Core")]
    [DataRow("Containerize.Runner")]
    [DataRow("Containerize.Tasks")]
    [DataRow("Containerize.Analyzers")]
    [DataRow("Containerize.Analyzers.CodeFixes")]
    public void An_assembly_references_only_what_it_may(string name)
    {
        var foreign = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => !reference.StartsWith("System", StringComparison.Ordinal) && reference is not ("Microsoft.Win32.Primitives" or "Microsoft.Win32.Registry"))
            .Except(Allowed[name])
            .ToArray();

        Assert.IsEmpty(foreign, $"{name} references {string.Join(", ", foreign)}");
    }

    [TestMethod]
    public void Folders_of_Core_use_only_what_they_may()
    {
        var wrong = SourceFiles.In("src/Core")
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "Core")
            .SelectMany(file => Uses(file).Where(used => used != Folder(file) && CoreFolders.ContainsKey(used) && !CoreFolders[Folder(file)].Contains(used)).Select(used => $"{Folder(file)} uses {used} in {Path.GetFileName(file)}"))
            .ToArray();

        Assert.IsEmpty(wrong, string.Join("\n", wrong));
    }

    private static string Folder(string file) => Path.GetRelativePath(Path.Combine(Repository.Root, "src/Core"), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> Uses(string file) =>
        Using().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"^using Containerize\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
