using System.Text;
using Containerize.Pipeline;

namespace Containerize.Ci;

/// <summary>The text that each build service reads. References, digests and tags hold no line break and no quote, so nothing needs quoting but what is said below.</summary>
internal static class CiText
{
    /// <summary><c>name=value</c> lines (GitHub Actions, workflow commands, "Setting an output parameter").</summary>
    public static string GitHubOutput(CiValues values) =>
        Lines(values.Pairs((name, project) => project is null ? name : $"{name}-{Slug(project, '-').ToLowerInvariant()}"));

    /// <summary><c>CONTAINERIZE_IMAGE=value</c> lines (GitLab, "artifacts:reports:dotenv": letters, digits and underscores, no quotes).</summary>
    public static string Dotenv(CiValues values) =>
        Lines(values.Pairs((name, project) => $"CONTAINERIZE_{name}{(project is null ? "" : "_" + Slug(project, '_'))}".ToUpperInvariant()));

    /// <summary>Logging commands (Azure Pipelines, "SetVariable"). The agent looks for them anywhere in a line, and wants <c>;</c>, <c>]</c> and <c>%</c> escaped.</summary>
    public static IReadOnlyList<string> AzureCommands(CiValues values) =>
    [
        .. values.Pairs((name, project) => project is null ? $"containerize.{name}" : $"containerize.{Slug(project, '_')}.{name}")
            .Select(pair => $"##vso[task.setvariable variable={pair.Name};isOutput=true]{Escape(pair.Value)}"),
    ];

    /// <summary>A short Markdown page: the image, then its layers.</summary>
    public static string Summary(CiValues values, PublishResult result)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(Cell(values.Project)).Append("\n\n| | |\n|---|---|\n");
        Row(text, "image", string.Join("<br>", result.Outputs.SelectMany(output => output.References).Distinct().Select(Code)));
        Row(text, "digest", Code(values.Digest));
        Row(text, "base", Code(result.Base.Reference));
        Row(text, "platform", Code(result.Plan.Platform.ToString()));
        Row(text, "sent", ResultText.Size(result.Transfer.BytesUploaded));
        text.Append("\n| layer | files | size | |\n|---|--:|--:|---|\n");
        foreach (var layer in result.Image.Layers.Where(layer => !layer.IsBase))
            Row(text, Cell(layer.Name!), layer.Files?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", ResultText.Size(layer.Descriptor.Size), layer.Cached ? "cached" : "built");

        return text.Append('\n').ToString();
    }

    private static string Lines(IEnumerable<(string Name, string Value)> pairs) => string.Concat(pairs.Select(pair => $"{pair.Name}={pair.Value}\n"));

    private static void Row(StringBuilder text, params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Code(string value) => $"`{value}`";

    private static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Slug(string project, char separator) => new([.. project.Select(c => char.IsAsciiLetterOrDigit(c) ? c : separator)]);

    private static string Escape(string value) =>
        value.Replace("%", "%AZP25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
}
