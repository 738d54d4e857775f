using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Containerize.Testing;

/// <summary>A command in a pseudo terminal of its own, made by <c>script</c> (util-linux): what a person at a terminal would see and type.</summary>
public sealed partial class Terminal : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly byte[] _buffer = new byte[4096];

    private Terminal(Process process) => _process = process;

    /// <summary>Everything that was shown so far, without colours and cursor movements.</summary>
    public string Text => Controls().Replace(_text.ToString(), "").Replace("\r", "", StringComparison.Ordinal);

    /// <summary>Starts a command. Ctrl-C reaches it even where whoever started the tests ignores that signal, as shells do for jobs in the background.</summary>
    /// <param name="command">File and arguments; none may hold a single quote.</param>
    /// <param name="folder">Working folder.</param>
    /// <param name="environment">Variables to set, or to remove with null.</param>
    public static Terminal Start(IEnumerable<string> command, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var line = string.Join(' ', command.Select(argument => $"'{argument}'"));
        var start = new ProcessStartInfo(TestEnvironment.RequireTool("script"), ["-qefc", "stty cols 200 && exec env --default-signal=INT " + line, "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        foreach (var (name, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        return new Terminal(Process.Start(start)!);
    }

    /// <summary>Reads until the text holds <paramref name="expected"/>.</summary>
    /// <exception cref="EndOfStreamException">The command ended before.</exception>
    public async Task ReadUntilAsync(string expected, CancellationToken cancellationToken)
    {
        while (!Text.Contains(expected, StringComparison.Ordinal))
        {
            if (!await ReadAsync(cancellationToken))
                throw new EndOfStreamException($"'{expected}' was never shown:\n{Text}");
        }
    }

    /// <summary>Types <paramref name="keys"/>; <c>\x03</c> is Ctrl-C.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>The command's exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken))
        {
            // Until it ends.
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        _process.Dispose();
        _limit.Dispose();
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        int read;
        try
        {
            read = await _process.StandardOutput.BaseStream.ReadAsync(_buffer, either.Token);
        }
        catch (OperationCanceledException) when (_limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The command did not end:\n{Text}");
        }

        _text.Append(Encoding.UTF8.GetString(_buffer, 0, read));
        return read > 0;
    }

    // CSI sequences, OSC sequences (links, progress) and the two-character ones.
    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>]")]
    private static partial Regex Controls();
}
