namespace Containerize.Bench;

/// <summary>An app that is published.</summary>
/// <param name="Name">Short name, for filters.</param>
/// <param name="Title">What it stands for.</param>
public sealed record BenchApp(string Name, string Title)
{
    /// <summary>All of them, in the order in which they are measured.</summary>
    public static IReadOnlyList<BenchApp> All { get; } =
    [
        new("small", "small web app, framework-dependent"),
        new("large", "self-contained web app, about 100 MB") { SelfContained = true },
        new("packages", "web app with 65 package assemblies, 42 MB") { Packages = 65 },
        new("assets", "web app with 20,000 static files, 235 MB, half of it compressed already") { StaticFiles = true },
        new("solution", "solution of 10 web apps with 5 packages each") { Projects = 10, Packages = 5 },
    ];

    /// <summary>How many projects; more than one are published as a solution.</summary>
    public int Projects { get; private init; } = 1;

    /// <summary>How many packages each project has.</summary>
    public int Packages { get; private init; }

    /// <summary>Brings the runtime along.</summary>
    public bool SelfContained { get; private init; }

    /// <summary>Has the static files.</summary>
    public bool StaticFiles { get; private init; }

    /// <summary>Names of the projects.</summary>
    public IEnumerable<string> ProjectNames => Enumerable.Range(1, Projects).Select(number => $"{char.ToUpperInvariant(Name[0])}{Name[1..]}{number}");

    /// <summary>Repository of the base, within the registry.</summary>
    public string Base => SelfContained ? "dotnet/runtime-deps:10.0" : "dotnet/aspnet:10.0";
}
