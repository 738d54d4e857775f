using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>Gathers the lines of a Dockerfile and what cannot be written in one.</summary>
internal sealed class DockerfileLines
{
    // Docker 20.10 reads no longer line.
    private const int MaxBytes = 65_000;

    private readonly StringBuilder _text = new();
    private readonly List<Diagnostic> _diagnostics = [];

    public void Add(string line) => _text.Append(line).Append('\n');

    /// <summary>Adds a line that holds a value of the project's.</summary>
    public void Add(string subject, string line)
    {
        if (Encoding.UTF8.GetByteCount(line) > MaxBytes)
            Refuse(subject, "Docker 20.10 reads no line of more than 65535 bytes");

        Add(line);
    }

    public string Quote(string subject, string value) => DockerfileText.Quote(value) ?? RefuseBreak(subject);

    public string Word(string subject, string value) => DockerfileText.Word(value) ?? RefuseBreak(subject);

    public Result<string> Finish() => new(_diagnostics.Count > 0 ? null : _text.ToString(), _diagnostics);

    public void Refuse(string subject, string reason) => _diagnostics.Add(DockerfileCodes.NotExpressible.With(subject, reason));

    private string RefuseBreak(string subject)
    {
        Refuse(subject, "it holds a line feed, for which Dockerfiles have no syntax");
        return "";
    }
}
