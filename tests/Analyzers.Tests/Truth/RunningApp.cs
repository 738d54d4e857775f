using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Containerize.Testing;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>A started app: what it prints, whether it answers, and how it ends.</summary>
internal abstract class RunningApp : IAsyncDisposable
{
    /// <summary>Line that a web app prints when it listens; others print it, too, when they are ready.</summary>
    public const string Ready = "Application started";

    /// <summary>How long an engine waits after SIGTERM. Docker's 10 s are more than a test needs.</summary>
    protected static TimeSpan Grace { get; } = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    private readonly TempFolder _folder;
    private readonly Process _process;
    private readonly CancellationTokenSource _limit;
    private readonly StringBuilder _output = new();

    protected RunningApp(ContainerApp app, TempFolder folder, ProcessStartInfo start, CancellationToken cancellationToken)
    {
        (App, _folder) = (app, folder);
        _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _limit.CancelAfter(Limit);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, false);
        _process = Process.Start(start)!;
    }

    public ContainerApp App { get; }

    /// <summary>All lines so far.</summary>
    public string Output => _output.ToString();

    protected int Id => _process.Id;

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>False when it still runs after <see cref="Grace"/>.</returns>
    protected async Task<bool> EndsInTimeAsync()
    {
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        grace.CancelAfter(Grace);
        try
        {
            await _process.WaitForExitAsync(grace.Token);
            return true;
        }
        catch (OperationCanceledException) when (!_limit.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reads until the app is ready.</summary>
    /// <returns>Null, or how it ended instead.</returns>
    public async Task<string?> StartedAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            _output.Append(line).Append('\n');
            if (line.Contains(Ready, StringComparison.Ordinal))
                return null;
        }

        return await EndedAsync();
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>The exception, or the exit code.</returns>
    public async Task<string> EndedAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
            _output.Append(line).Append('\n');

        const string crash = "Unhandled exception. ";
        await _process.WaitForExitAsync(_limit.Token);
        var message = Output.Split('\n').FirstOrDefault(line => line.StartsWith(crash, StringComparison.Ordinal));
        return "ends with " + (message is null ? _process.ExitCode : message[crash.Length..].Split(' ')[0].TrimEnd(':').Split('.')[^1]);
    }

    /// <summary>Stops the app as <c>docker stop</c> does: SIGTERM, and SIGKILL when it still runs after a while.</summary>
    /// <returns>Whether it had to be killed, else what it printed last and how it ended.</returns>
    public async Task<string> StoppedAsync()
    {
        var inTime = await StopAsync();
        var end = await EndedAsync();
        return inTime ? $"prints '{Output.Trim().Split('\n')[^1]}', {end}" : "is killed";
    }

    /// <summary>What an HTTP request from outside gets: the body, <c>refused</c>, or <c>no answer</c>.</summary>
    public abstract Task<string> AskAsync(int port);

    /// <summary>Sends SIGTERM and, after <see cref="Grace"/>, SIGKILL.</summary>
    /// <returns>False when SIGKILL was needed.</returns>
    protected abstract Task<bool> StopAsync();

    public async ValueTask DisposeAsync()
    {
        await EndForGoodAsync();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _limit.Dispose();
        _folder.Dispose();
    }

    /// <summary>Ends what does not end with the process.</summary>
    protected virtual Task EndForGoodAsync() => Task.CompletedTask;

    protected static string Ask(string host, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        try
        {
            socket.Connect(IPAddress.Parse(host), port);
            socket.Send("GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n"u8);
            var (buffer, answer) = (new byte[4096], new StringBuilder());
            while (socket.Receive(buffer) is > 0 and var read)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));

            return answer.Length == 0 ? "no answer" : answer.ToString();
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : "no answer";
        }
    }
}
