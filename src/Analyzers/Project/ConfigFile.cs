using System.Runtime.CompilerServices;
using Containerize.Analysis;
using Containerize.Compose;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Json;
using Containerize.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.Analyzers.Project;

/// <summary>A file of the project that is no C#. It is read once for each text, whatever number of rules and compilations look at it.</summary>
internal sealed class ConfigFile(ProjectFileKind kind, AdditionalText source, SourceText text)
{
    private static readonly ConditionalWeakTable<SourceText, Contents> Read = new();

    private readonly Contents _contents = Read.GetValue(text, static text => new Contents(text.ToString()));

    public ProjectFileKind Kind => kind;

    public AdditionalText Source => source;

    public SourceText Text => text;

    public string Path => source.Path;

    public string Name => System.IO.Path.GetFileName(source.Path);

    /// <summary>Null when it is no JSON.</summary>
    public JsonNode? Json => _contents.Json.Value;

    public DockerfileContent Dockerfile => _contents.Dockerfile.Value;

    /// <summary>Services that are built; empty when the file is beyond the reader.</summary>
    public IReadOnlyList<ComposeService> Services => _contents.Services.Value;

    /// <summary>Items as they are written.</summary>
    public IReadOnlyList<WrittenItem> Items => _contents.Items.Value;

    /// <summary>Where a part of it is.</summary>
    public Location Locate(TextRange range)
    {
        var span = new TextSpan(range.Start, range.Length);
        return Location.Create(source.Path, span, text.Lines.GetLinePositionSpan(span));
    }

    /// <summary>The lines of a part, line break included; null when anything else stands on them but blanks and certain characters.</summary>
    public TextRange? WholeLines(TextRange range, string around = "")
    {
        var (first, last) = (text.Lines.GetLineFromPosition(range.Start), text.Lines.GetLineFromPosition(range.End));
        for (var i = first.Start; i < last.End; i++)
        {
            if ((i < range.Start || i >= range.End) && !char.IsWhiteSpace(text[i]) && around.IndexOf(text[i]) < 0)
                return null;
        }

        return TextRange.Between(first.Start, last.EndIncludingLineBreak);
    }

    /// <summary>
    /// True when a comment on the same line or the one above says so: <c># containerize ignore=CTZ4012</c>, in whatever marks a comment in the file.
    /// </summary>
    public bool Ignores(string id, TextRange range)
    {
        var line = text.Lines.GetLineFromPosition(range.Start).LineNumber;
        return Says(line, id) || (line > 0 && IsCommentOnly(line - 1) && Says(line - 1, id));
    }

    public static bool SamePath(string left, string right) =>
        string.Equals(left.Replace('\\', '/'), right.Replace('\\', '/'), System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private bool Says(int line, string id)
    {
        var content = text.Lines[line].ToString();
        var start = content.IndexOf("containerize", StringComparison.OrdinalIgnoreCase);
        var rest = start < 0 ? "" : content.Substring(start + "containerize".Length).TrimStart('-', ' ');
        return rest.StartsWith("ignore", StringComparison.OrdinalIgnoreCase) && rest.IndexOf(id, StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private bool IsCommentOnly(int line)
    {
        var content = text.Lines[line].ToString().TrimStart();
        return content.StartsWith("#", StringComparison.Ordinal) || content.StartsWith("//", StringComparison.Ordinal) || content.StartsWith("/*", StringComparison.Ordinal) || content.StartsWith("<!--", StringComparison.Ordinal);
    }

    private sealed class Contents(string text)
    {
        public Lazy<JsonNode?> Json { get; } = new(() => JsonReader.Read(text));

        public Lazy<DockerfileContent> Dockerfile { get; } = new(() => DockerfileReader.Read(text));

        public Lazy<IReadOnlyList<ComposeService>> Services { get; } = new(() => ComposeReader.Read(text));

        public Lazy<IReadOnlyList<WrittenItem>> Items { get; } = new(() => ProjectFileReader.Read(text));
    }
}
