using System.Globalization;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>What the .NET SDK and well-known packages add to a project.</summary>
internal static class SdkDefaults
{
    private static readonly string[] TestPackages = ["Microsoft.NET.Test.Sdk", "MSTest", "xunit.v3", "TUnit"];

    /// <summary>The installed SDK's version; its targeting packs are the references.</summary>
    public static string SdkVersion { get; } = TargetingPacks.NewestSdk();

    public static void Before(Dictionary<string, string> properties, string sdk)
    {
        properties["UsingMicrosoftNETSdk"] = "true";
        properties["NETCoreSdkVersion"] = SdkVersion;
        properties["NETCoreSdkPortableRuntimeIdentifier"] = "linux-x64";
        properties["BundledNETCoreAppTargetFrameworkVersion"] = "10.0";
        foreach (var (name, property) in (Span<(string, string)>)[("Web", "UsingMicrosoftNETSdkWeb"), ("Worker", "UsingMicrosoftNETSdkWorker"), ("BlazorWebAssembly", "UsingMicrosoftNETSdkBlazorWebAssembly")])
        {
            if (sdk.Split(';').Any(part => part.Split('/')[0].Trim() == "Microsoft.NET.Sdk." + name))
                properties[property] = "true";
        }

        if (sdk.Contains("Aspire.AppHost", StringComparison.Ordinal))
            properties["IsAspireHost"] = "true";
    }

    public static void After(Dictionary<string, string> properties, List<EvaluatedItem> items, string sdk)
    {
        var isWeb = properties.ContainsKey("UsingMicrosoftNETSdkWeb");
        if (properties.GetValueOrDefault("OutputType", "").Length == 0)
            properties["OutputType"] = isWeb || properties.ContainsKey("UsingMicrosoftNETSdkWorker") ? "Exe" : "Library";
        if (properties.GetValueOrDefault("AssemblyName", "").Length == 0)
            properties["AssemblyName"] = properties["MSBuildProjectName"];
        if (isWeb && items.All(item => item.Type != "FrameworkReference"))
            items.Add(new("FrameworkReference", "Microsoft.AspNetCore.App", "", new Dictionary<string, string>()));
        if (items.Any(item => item.Type == "PackageReference" && TestPackages.Contains(item.Include, StringComparer.OrdinalIgnoreCase)) || sdk.Contains("MSTest.Sdk", StringComparison.Ordinal))
            properties["IsTestProject"] = "true";

        var frameworks = (properties.GetValueOrDefault("TargetFramework", "") + ";" + properties.GetValueOrDefault("TargetFrameworks", "")).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var chosen = frameworks.Where(framework => !framework.Contains("$(", StringComparison.Ordinal)).OrderBy(framework => framework.Contains('-', StringComparison.Ordinal)).ThenByDescending(Rank).FirstOrDefault() ?? "net10.0";
        properties["TargetFramework"] = chosen;
        properties["TargetFrameworkIdentifier"] = Rank(chosen) >= 1 ? ".NETCoreApp" : chosen.StartsWith("netstandard", StringComparison.Ordinal) ? ".NETStandard" : ".NETFramework";
        properties["TargetFrameworkVersion"] = "v" + Math.Max(0, Rank(chosen)).ToString("0.0", CultureInfo.InvariantCulture);
        if (chosen.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
            properties["TargetPlatformIdentifier"] = chosen[(dash + 1)..].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
    }

    // The version of .NET; of .NET Standard and .NET Framework one below all others.
    private static decimal Rank(string framework)
    {
        var version = framework.Split('-')[0].Replace("netcoreapp", "net", StringComparison.Ordinal);
        return version.StartsWith("net", StringComparison.Ordinal) && version.Contains('.', StringComparison.Ordinal) && decimal.TryParse(version[3..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : version.StartsWith("netstandard", StringComparison.Ordinal) ? 0 : -1;
    }
}
