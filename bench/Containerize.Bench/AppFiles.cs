namespace Containerize.Bench;

/// <summary>The sources of an app in a folder of one tool's own, so that no tool finds another's traces. The same for every tool.</summary>
/// <param name="app">The app.</param>
/// <param name="folder">Absolute path.</param>
public sealed class AppFiles(BenchApp app, string folder)
{
    /// <summary>Absolute path.</summary>
    public string Folder => folder;

    /// <summary>What is published, relative to the folder.</summary>
    public string Target => app.Projects == 1 ? $"{app.ProjectNames.First()}/{app.ProjectNames.First()}.csproj" : "App.slnx";

    /// <summary>Absolute path of the files that a project was published to.</summary>
    public string PublishFolder(string project) => Path.Combine(folder, project, "bin/Release/net10.0", app.SelfContained ? "linux-x64/publish" : "publish");

    /// <summary>Writes everything. Static files are hard links to <paramref name="staticFiles"/>.</summary>
    public void Write(string staticFiles)
    {
        foreach (var project in app.ProjectNames)
        {
            Write($"{project}/{project}.csproj", Project());
            Write($"{project}/Program.cs", "WebApplication.Create(args).MapGet(\"/\", () => Line.Text);\n");
            Write($"{project}/appsettings.json", "{ \"Logging\": { \"LogLevel\": { \"Default\": \"Warning\" } } }\n");
            if (app.StaticFiles)
                new Command("cp", ["-al", staticFiles, Path.Combine(folder, project, "wwwroot")], folder).Run(new Dictionary<string, string>());
        }

        if (app.Projects > 1)
            Write("App.slnx", $"<Solution>\n{string.Concat(app.ProjectNames.Select(project => $"  <Project Path=\"{project}/{project}.csproj\" />\n"))}</Solution>\n");

        ChangeLine(0, everywhere: true);
        AddPackages(0);
    }

    /// <summary>Changes one line of the first project, or of each.</summary>
    public void ChangeLine(int number, bool everywhere)
    {
        foreach (var project in everywhere ? app.ProjectNames : app.ProjectNames.Take(1))
            Write($"{project}/Line.cs", $"internal static class Line\n{{\n    public const string Text = \"line {number:D6}\";\n}}\n");
    }

    /// <summary>Gives the first project so many packages more; without them it is as it was.</summary>
    public void AddPackages(int count)
    {
        var references = string.Concat(Enumerable.Range(1, count).Select(number => PackageFeed.Reference(PackageFeed.Extra(number))));
        Write($"{app.ProjectNames.First()}/Extra.props", $"<Project>\n  <ItemGroup>\n{references}  </ItemGroup>\n</Project>\n");
    }

    private string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <Import Project="Extra.props" Condition="Exists('Extra.props')" />
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <NuGetAudit>false</NuGetAudit>
            {(app.SelfContained ? "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained>" : "")}
            {(app.StaticFiles ? "<StaticWebAssetsEnabled>false</StaticWebAssetsEnabled>" : "")}
            <ContainerBaseImage>$(BenchRegistry)/{app.Base}</ContainerBaseImage>
          </PropertyGroup>
          <ItemGroup>
        {string.Concat(Enumerable.Range(1, app.Packages).Select(number => PackageFeed.Reference(PackageFeed.Library(number))))}
          </ItemGroup>
        </Project>

        """;

    private void Write(string relative, string text)
    {
        var path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            File.WriteAllText(path, text);
    }
}
