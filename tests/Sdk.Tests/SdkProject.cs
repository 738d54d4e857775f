using System.Text.Json;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>A project in a folder of its own that uses the sources of this repository as a user's project uses the package.</summary>
public sealed class SdkProject : IDisposable
{
    private readonly TempFolder _folder = new();

    public SdkProject(string name, string sdk = "Microsoft.NET.Sdk", string properties = "", string items = "", string program = "System.Console.WriteLine(\"hello\");")
    {
        Name = name;
        File = _folder.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="{sdk}">
              <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" />
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks>
                {properties}
                <TargetFramework Condition="'$(TargetFrameworks)' == ''">net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>
            """);
        _folder.Write($"{name}/Program.cs", program);
    }

    public string Name { get; }

    public string File { get; }

    /// <summary>The folder around the project's own.</summary>
    public string Root => _folder.Path;

    public string Folder => Path.GetDirectoryName(File)!;

    public string this[string relative] => Path.Combine(Folder, relative);

    public string Write(string relative, string content) => _folder.Write($"{Name}/{relative}", content);

    public Task<ProcessResult> PublishAsync(CancellationToken cancellationToken, params string[] arguments) =>
        DotNet.RunAsync(["publish", File, "-tl:off", .. arguments], Folder, cancellationToken);

    /// <summary>The plan that the last run wrote.</summary>
    public JsonElement ReadPlan(string configuration = "Release") => ReadJson(configuration, "plan.json");

    /// <summary>The report that the last publish wrote.</summary>
    public JsonElement ReadReport(string configuration = "Release") => ReadJson(configuration, "report.json");

    private JsonElement ReadJson(string configuration, string name)
    {
        var path = Directory.EnumerateFiles(this[$"obj/{configuration}"], name, SearchOption.AllDirectories).Single();
        return JsonDocument.Parse(System.IO.File.ReadAllBytes(path)).RootElement;
    }

    public void Dispose() => _folder.Dispose();
}
