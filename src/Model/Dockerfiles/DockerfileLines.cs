using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>Gathers the lines of a Dockerfile and what cannot be written in one.</summary>
internal sealed class DockerfileLines
{
    private readonly StringBuilder _text = new();
    private readonly List<Diagnostic> _diagnostics = [];

    public void Add(string line) => _text.Append(line).Append('\n');

    public string Quote(string subject, string value) => DockerfileText.Quote(value) ?? Refuse(subject);

    public string Word(string subject, string value) => DockerfileText.Word(value) ?? Refuse(subject);

    public Result<string> Finish() => new(_diagnostics.Count > 0 ? null : _text.ToString(), _diagnostics);

    private string Refuse(string subject)
    {
        _diagnostics.Add(DockerfileCodes.NotExpressible.With(subject, "it holds a line break, for which Dockerfiles have no syntax"));
        return "";
    }
}
