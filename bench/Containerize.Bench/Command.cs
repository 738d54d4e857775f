using System.Diagnostics;
using System.Text;

namespace Containerize.Bench;

/// <summary>A process to run.</summary>
/// <param name="File">Command on the PATH, or a path.</param>
/// <param name="Arguments">Arguments, as they are.</param>
/// <param name="Folder">Working folder.</param>
public sealed record Command(string File, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="environment">Variables to set besides the bench's own.</param>
    /// <param name="sampleMemory">Look at the memory of the process and its children while it runs, which disturbs the time a little.</param>
    /// <exception cref="InvalidOperationException">It failed; the message holds the end of what it said.</exception>
    public CommandResult Run(IReadOnlyDictionary<string, string> environment, bool sampleMemory = false)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(File, Arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        var clock = Stopwatch.StartNew();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peak = sampleMemory ? ProcessTree.PeakMemory(process) : 0;
        process.WaitForExit();
        var elapsed = clock.Elapsed;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{File} {string.Join(' ', Arguments)}\nended with {process.ExitCode}:\n{Tail(output.ToString())}");

        return new(elapsed, peak, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
            output.Append(line).Append('\n');
    }

    private static string Tail(string text) => text.Length <= 3000 ? text : "…" + text[^3000..];
}

/// <summary>How a command went.</summary>
/// <param name="Elapsed">Wall time.</param>
/// <param name="PeakMemory">Highest sum of resident bytes; 0 when it was not sampled.</param>
/// <param name="Output">Standard output and error.</param>
public sealed record CommandResult(TimeSpan Elapsed, long PeakMemory, string Output);
