using System.Collections.Immutable;
using Containerize.AnalyzerCorpus;
using Containerize.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>The runner that measures the rules on real programs, on one that is written here.</summary>
[TestClass]
public sealed class AnalyzerCorpusTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [TestMethod]
    public async Task It_finds_what_the_compiler_would_find()
    {
        using var corpus = new Corpus();

        var (exit, output) = await corpus.RunAsync("--table", corpus["table.md"]);

        var table = await File.ReadAllTextAsync(corpus["table.md"]);
        Assert.AreEqual(0, exit, output);
        StringAssert.Contains(output, $"some/shop {Commit}: 3 projects, 3 sources, 3 findings");
        StringAssert.Contains(table, "| some/shop | src/Api/Program.cs | 3 | CTZ1001 | Warning | 'http://localhost:5000' is reachable only from inside the container");
        StringAssert.Contains(table, "| some/shop | src/Api/Dockerfile | 2 | CTZ4012 | Warning | Nothing listens on port 80");
        StringAssert.Contains(table, "| some/shop | src/Api/Api.csproj | 4 | CTZ4002 | Warning | 'A:B' is no name");
        StringAssert.Contains(output, "0 crashes");
    }

    [TestMethod]
    public async Task It_compares_with_labels()
    {
        using var corpus = new Corpus();
        await corpus.RunAsync("--new-labels", corpus["new.tsv"]);
        var rows = await File.ReadAllLinesAsync(corpus["new.tsv"]);
        var labels = rows.Select(row => row.Replace("\t?\t", row.Contains("CTZ1001", StringComparison.Ordinal) ? "\tfalse\t" : "\ttrue\t", StringComparison.Ordinal))
            .Append($"some/shop\t{Commit}\tsrc/Api/Gone.cs\t7\t000000000000\tCTZ2003\ttrue\t");
        await File.WriteAllLinesAsync(corpus["labels.tsv"], labels);

        // The lines above a finding change its number, and not its label.
        corpus.Write("some/shop/src/Api/Program.cs", "// more\n" + Corpus.Program);
        var (exit, output) = await corpus.RunAsync("--labels", corpus["labels.tsv"]);

        Assert.HasCount(3, rows);
        Assert.AreEqual(1, exit, "two of three are less than 95 %");
        StringAssert.Contains(output, "| CTZ1001 | ★ | 1 | 0 | 1 | 0 | 0.0 % |");
        StringAssert.Contains(output, "| CTZ4012 | ★ | 1 | 1 | 0 | 0 | 100.0 % |");
        StringAssert.Contains(output, "| starred | ★ | 3 | 2 | 1 | 0 | 66.7 % |");
        StringAssert.Contains(output, "lost: some/shop src/Api/Gone.cs(7) CTZ2003");
    }

    [TestMethod]
    public async Task It_counts_crashes_of_whole_and_of_cut_sources()
    {
        using var corpus = new Corpus();

        var (clean, _) = await corpus.RunAsync("--truncate", "20", "--seed", "3");
        var (exit, output) = await corpus.RunWithAsync(new ThrowingAnalyzer(), "--truncate", "2");

        Assert.AreEqual(0, clean);
        Assert.AreEqual(1, exit);
        StringAssert.Contains(output, "crash: some/shop Api.csproj: ThrowingAnalyzer: ");
        StringAssert.Contains(output, "crash: some/shop Api.csproj cut 2 with seed 1: ThrowingAnalyzer: ");
        StringAssert.Contains(output, "9 crashes");
    }

    [TestMethod]
    [DataRow("--none", "x")]
    [DataRow("--table")]
    [DataRow("--truncate", "many")]
    public async Task Wrong_options_are_explained(params string[] options)
    {
        using var corpus = new Corpus();

        var (exit, output) = await corpus.RunAsync(options);

        Assert.AreEqual(2, exit);
        StringAssert.Contains(output, options[0]);
        StringAssert.Contains(output, "AnalyzerCorpus FOLDER");
    }

    // Three projects: one with mistakes, a library that it uses, and its tests, which are no program that goes into an image.
    private sealed class Corpus : IDisposable
    {
        public const string Program = "using Shop;\nvar app = WebApplication.CreateBuilder(args).Build();\napp.Run(Address.Own);\n";

        private readonly TempFolder _folder = new();

        public Corpus()
        {
            Write("some/shop/.commit", Commit + "\n");
            Write("some/shop/Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings Condition=\"'$(ImplicitUsings)' == ''\">enable</ImplicitUsings></PropertyGroup></Project>");
            Write("some/shop/src/Api/Api.csproj", """
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <ItemGroup>
                    <ProjectReference Include="..\Shop\Shop.csproj" />
                    <ContainerEnvironmentVariable Include="A:B" Value="1" />
                  </ItemGroup>
                </Project>
                """);
            Write("some/shop/src/Api/Program.cs", Program);
            Write("some/shop/src/Api/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\n");
            Write("some/shop/src/Shop/Shop.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
            Write("some/shop/src/Shop/Address.cs", "namespace Shop;\npublic static class Address { public const string Own = \"http://localhost:5000\"; }\n");
            Write("some/shop/src/Shop/bin/Old.cs", "this does not compile");
            Write("some/shop/tests/Shop.Checks/Shop.Checks.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><ItemGroup><PackageReference Include=\"Microsoft.NET.Test.Sdk\" /></ItemGroup></Project>");
            Write("some/shop/tests/Shop.Checks/Program.cs", "WebApplication.CreateBuilder(args).Build().Run(\"http://localhost:5000\");");
            Write("none.tsv", "");
        }

        public string this[string relative] => _folder[relative];

        public void Write(string name, string content) => _folder.Write(name, content);

        public Task<(int Exit, string Output)> RunAsync(params string[] options) => RunWithAsync(null, options);

        public async Task<(int Exit, string Output)> RunWithAsync(DiagnosticAnalyzer? another, params string[] options)
        {
            await using var output = new StringWriter();
            var exit = await CorpusRun.MainAsync([_folder.Path, "--labels", this["none.tsv"], .. options], output, another);
            return (exit, output.ToString());
        }

        public void Dispose() => _folder.Dispose();
    }

#pragma warning disable RS1001, RS1036, RS1038, RS1041 // is never shipped
    private sealed class ThrowingAnalyzer : DiagnosticAnalyzer
#pragma warning restore RS1001, RS1036, RS1038, RS1041
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [new("THROWS", "Throws", "Throws", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationAction(_ => throw new InvalidOperationException("on purpose"));
        }
    }
}
