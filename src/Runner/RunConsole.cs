using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Pipeline;
using Containerize.Running;

namespace Containerize.Runner;

/// <summary>The terminal: what the container writes goes where it wrote it, standard output or error.</summary>
internal sealed class RunConsole : IRunConsole, IBuildLog
{
    private readonly string _project;

    public RunConsole(RunFile file)
    {
        _project = file.ProjectName;
        Write(Console.Out, $"{_project} -> {file.ImageLine}");
    }

    public void Ready(RunningContainer container)
    {
        var urls = container.Addresses.Select(address => address.Url).OfType<string>().ToArray();
        Write(Console.Out, $"{_project} -> {(urls.Length > 0 ? string.Join(", ", urls) : container.Readiness)}; Ctrl-C stops it");
    }

    public void Tell(Diagnostic finding) => Write(Console.Error, finding.ToString());

    public void Write(LogLine line) => Write(line.IsError ? Console.Error : Console.Out, line.Text);

    public void Report(Diagnostic diagnostic) => Tell(diagnostic);

    public void Detail(string line)
    {
        // There is no verbosity to ask for.
    }

    // A terminal that was closed takes no text; the container is stopped all the same.
    private static void Write(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
        }
        catch (IOException)
        {
        }
    }
}
