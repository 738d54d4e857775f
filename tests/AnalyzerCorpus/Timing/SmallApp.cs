using Containerize.AnalyzerCorpus.Projects;

namespace Containerize.AnalyzerCorpus.Timing;

/// <summary>The web app of one file that <c>dotnet new web</c> makes, with a Dockerfile.</summary>
internal static class SmallApp
{
    public static CorpusProject Create()
    {
        var folder = Directory.CreateTempSubdirectory("ctz-corpus-").FullName;
        try
        {
            Write("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>");
            Write("Program.cs", "var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n\napp.MapGet(\"/\", () => \"Hello World!\");\n\napp.Run();\n");
            Write("appsettings.json", "{\n  \"Logging\": {\n    \"LogLevel\": {\n      \"Default\": \"Information\"\n    }\n  },\n  \"AllowedHosts\": \"*\"\n}\n");
            Write("Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nWORKDIR /app\nEXPOSE 8080\nCOPY publish .\nENTRYPOINT [\"dotnet\", \"App.dll\"]\n");
            return CheckoutProjects.Of(new("small", folder, "")).Single();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }
}
