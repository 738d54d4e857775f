using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The base that we infer and the one that the SDK's own target computes, for the same project in the same run.</summary>
[TestClass]
public sealed partial class BaseInferenceTests
{
    private static readonly (string Name, string Properties)[] Shapes =
    [
        ("console", ""),
        ("web", "Web=true"),
        ("worker", "Worker=true"),
        ("self-contained", "RuntimeIdentifier=linux-x64;SelfContained=true"),
        ("self-contained web", "Web=true;RuntimeIdentifier=linux-x64;SelfContained=true"),
        ("aot", "RuntimeIdentifier=linux-x64;PublishAot=true;SelfContained=true"),
        ("aot invariant", "RuntimeIdentifier=linux-x64;PublishAot=true;SelfContained=true;InvariantGlobalization=true"),
        ("trimmed", "RuntimeIdentifier=linux-x64;PublishTrimmed=true;SelfContained=true"),
        ("trimmed invariant", "RuntimeIdentifier=linux-x64;PublishTrimmed=true;SelfContained=true;InvariantGlobalization=true"),
        ("alpine family", "Web=true;ContainerFamily=alpine"),
        ("chiseled family", "Web=true;ContainerFamily=noble-chiseled"),
        ("chiseled family invariant", "Web=true;ContainerFamily=noble-chiseled;InvariantGlobalization=true"),
        ("chiseled extra family", "ContainerFamily=noble-chiseled-extra"),
        ("musl", "Web=true;RuntimeIdentifier=linux-musl-x64"),
        ("musl chiseled", "RuntimeIdentifier=linux-musl-x64;ContainerFamily=noble-chiseled"),
        ("musl aot", "RuntimeIdentifier=linux-musl-x64;PublishAot=true;SelfContained=true"),
        ("musl aot invariant", "RuntimeIdentifier=linux-musl-x64;PublishAot=true;SelfContained=true;InvariantGlobalization=true"),
        ("arm64", "RuntimeIdentifier=linux-arm64"),
        ("net8 web", "TargetFramework=net8.0;Web=true"),
        ("net8 aot", "TargetFramework=net8.0;RuntimeIdentifier=linux-x64;PublishAot=true;SelfContained=true"),
        ("net9 console", "TargetFramework=net9.0"),
        ("net9 chiseled", "TargetFramework=net9.0;ContainerFamily=noble-chiseled"),
        ("own base", "ContainerBaseImage=registry.example.com/team/base:1"),
        ("own base with a digest", "ContainerBaseImage=registry.example.com/team/base:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Equals_what_the_sdk_computes_for_every_shape()
    {
        using var folder = new TempFolder();
        folder.Write("Shape.targets", """
            <Project>
              <!-- Neither build nor restore: the packs of some shapes are not to be had. -->
              <Target Name="_ContainerizeListFiles" />
              <Target Name="Compare" DependsOnTargets="ContainerizePlan;ComputeContainerBaseImage">
                <PropertyGroup>
                  <_Ours>$([System.Text.RegularExpressions.Regex]::Match($([System.IO.File]::ReadAllText('$(_ContainerizePlanFile)')), '"reference": "([^"]+)"').Groups[1].Value)</_Ours>
                </PropertyGroup>
                <Message Importance="high" Text="SHAPE|$(Shape)|$(_Ours)|$(ContainerBaseImage)" />
              </Target>
              <Target Name="CompareAll">
                <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="Compare" Properties="Shape=%(Shape.Identity);%(Shape.Properties)" />
              </Target>
            </Project>
            """);
        var items = string.Concat(Shapes.Select(shape => $"<Shape Include=\"{shape.Name}\" Properties=\"{shape.Properties}\" />"));
        var project = folder.Write("Shape.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" />
              <PropertyGroup>
                <AfterMicrosoftNETSdkTargets>$(AfterMicrosoftNETSdkTargets);$(MSBuildProjectDirectory)/Shape.targets</AfterMicrosoftNETSdkTargets>
                <TargetFramework Condition="'$(TargetFramework)' == ''">net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks>
                <IntermediateOutputPath>obj/$(Shape)/</IntermediateOutputPath>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" Condition="'$(Web)' == 'true'" />
                {items}
              </ItemGroup>
            </Project>
            """);

        var result = await DotNet.RunAsync(["msbuild", project, "-t:CompareAll", "-nologo", "-v:m"], folder.Path, TestContext.CancellationToken);

        var compared = Line().Matches(result.Output).ToDictionary(match => match.Groups[1].Value, match => (Ours: match.Groups[2].Value, Sdk: match.Groups[3].Value.Trim()));
        Assert.AreEqual(Shapes.Length, compared.Count, result.Output);
        var different = compared.Where(pair => pair.Value.Ours != pair.Value.Sdk).Select(pair => $"{pair.Key}: ours {pair.Value.Ours}, SDK {pair.Value.Sdk}").ToArray();
        Assert.IsEmpty(different, string.Join("\n", different));
    }

    [GeneratedRegex(@"SHAPE\|([^|]*)\|([^|]*)\|([^\r\n]*)")]
    private static partial Regex Line();
}
