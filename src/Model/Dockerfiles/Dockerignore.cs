namespace Containerize.Dockerfiles;

/// <summary>Writes the <c>.dockerignore</c> of a Dockerfile that builds from source.</summary>
public static class Dockerignore
{
    private static readonly string[] Usual =
    [
        "**/bin/", "**/obj/", "**/.git", "**/.vs/", "**/.vscode/", "**/.idea/", "**/node_modules/", "**/TestResults/",
        "**/*.user", "**/.env", "**/.env.*", "**/secrets.json", "**/*.pfx", "**/*.pubxml.user",
        "**/Dockerfile", "**/*.dockerignore", "**/docker-compose*.yml",
    ];

    /// <summary>The text: build output, editors' files and what holds secrets, nuget.config files with credentials among it. Without the marker line.</summary>
    public static string Render(SourceFacts source) =>
        string.Join("\n", ["# Kept out of the build context.", .. Usual, .. source.SecretNuGetConfigs.Select(Pattern)]) + "\n";

    // A pattern as Go's filepath.Match reads it.
    private static string Pattern(string path) => path.Replace("\\", "\\\\").Replace("*", "\\*").Replace("?", "\\?").Replace("[", "\\[");
}
