using System.Diagnostics;
using System.Text;

namespace Containerize.Testing;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and error, line by line as they came.</param>
public sealed record ProcessResult(int ExitCode, string Output);

/// <summary>Runs a process to its end, or ends it with its children.</summary>
public static class ProcessRunner
{
    /// <param name="file">Command on the PATH, or a path.</param>
    /// <param name="arguments">Arguments, as they are.</param>
    /// <param name="folder">Working folder.</param>
    /// <param name="environment">Variables to set, or to remove with null.</param>
    /// <param name="limit">Time after which it is ended and the test fails.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    public static async Task<ProcessResult> RunAsync(
        string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} did not end within {limit}:\n{output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (output)
            return new ProcessResult(process.ExitCode, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;

        lock (output)
            output.Append(line).Append('\n');
    }
}
