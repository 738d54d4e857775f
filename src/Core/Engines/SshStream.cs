using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Containerize.Engines;

/// <summary>
/// Bytes to and from an engine by way of <c>ssh … docker system dial-stdio</c>, as the docker command does it. It asks nothing: a key that ssh has no
/// passphrase for, or a host that it does not know, is an error. Disposing ends ssh.
/// </summary>
internal sealed class SshStream : Stream
{
    private const int MaximumComplaint = 1 << 14;

    // 128 and the number of SIGINT.
    private const int Interrupted = 130;
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    private readonly EngineAddress _address;
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly StringBuilder _complaint = new();
    private readonly Task _complaining;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasAnswered;
    private volatile bool _isAsking;

    private SshStream(EngineAddress address, Process process)
    {
        (_address, _process, _input, _output) = (address, process, process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _complaining = ListenAsync(process.StandardError);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Starts ssh. Whether it gets through is known when the first byte is read.</summary>
    /// <exception cref="SshException">There is no ssh on the PATH.</exception>
    public static SshStream Open(EngineAddress address, EngineClientOptions options)
    {
        var path = options.Environment is { } given ? given.GetValueOrDefault("PATH", "") : Environment.GetEnvironmentVariable("PATH") ?? "";
        var name = OperatingSystem.IsWindows() ? "ssh.exe" : "ssh";

        // By its full path: Windows would look into the working folder first.
        var program = path.Split(System.IO.Path.PathSeparator).Where(System.IO.Path.IsPathRooted).Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new SshException("there is no ssh on the PATH; install OpenSSH's client", hasAnswered: false);

        var start = new ProcessStartInfo(program, Words(address, options.ConnectTimeout))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (options.Environment is not null)
        {
            start.Environment.Clear();
            foreach (var (variable, value) in options.Environment)
                start.Environment[variable] = value;
        }

        try
        {
            return new SshStream(address, Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new SshException($"{program} cannot be started ({e.Message.TrimEnd('.')})", hasAnswered: false);
        }
    }

    /// <summary>What ssh is started with. Options before the host, and nothing that a shell would read in another way.</summary>
    internal static IEnumerable<string> Words(EngineAddress address, TimeSpan connectTimeout)
    {
        // Never the master of a shared connection: ending it would end the others that go through it. One that is open is used.
        string[] settings =
        [
            string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={Math.Max(1, (int)connectTimeout.TotalSeconds)}"),
            "BatchMode=yes", "LogLevel=ERROR", "ServerAliveInterval=5", "ServerAliveCountMax=3", "ClearAllForwardings=yes", "ForwardAgent=no", "ControlMaster=no",
        ];
        string[] user = address.User.Length > 0 ? ["-l", address.User] : [];
        string[] port = address.Port > 0 ? ["-p", address.Port.ToString(CultureInfo.InvariantCulture)] : [];
        string[] socket = address.Path.Length > 0 ? [$"--host=unix://{address.Path}"] : [];
        return [.. settings.SelectMany(setting => (string[])["-o", setting]), "-T", .. user, .. port, "--", address.Host, "docker", .. socket, "system", "dial-stdio"];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
        {
            (_hasAnswered, _isAsking) = (true, false);
            return read;
        }

        // HttpClient reads with an empty buffer to wait for bytes; that is no end. And a connection that ended while it was not used is opened again by
        // HttpClient, if it sees a plain end before the answer.
        if (buffer.Length == 0 || EndsPlainly())
            return 0;

        // HttpClient reads ahead when it takes a connection up again, and may have begun to ask while it was found out how ssh ended.
        return await EndedAsync().ConfigureAwait(false) is { } failure && !EndsPlainly() ? throw failure : 0;

        bool EndsPlainly() => _disposed.Task.IsCompleted || (_isAsking && _hasAnswered);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var isFirst = !_isAsking;
        _isAsking = true;
        try
        {
            await _input.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            await _input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (isFirst && _hasAnswered)
        {
            // It ended while it was not used: as with a socket, the read that follows tells.
        }
        catch (IOException) when (!_disposed.Task.IsCompleted)
        {
            // ssh has ended; why it did says more than the broken pipe.
            if (await EndedAsync().ConfigureAwait(false) is { } failure)
                throw failure;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _disposed.TrySetResult())
        {
            try
            {
                // With its children: a ProxyCommand would stay behind.
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended by itself.
            }

            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Why ssh ended; null when it ended well, after an answer, or when nobody wants to know any more.</summary>
    private async Task<SshException?> EndedAsync()
    {
        var exitCode = await ExitCodeAsync().ConfigureAwait(false);
        string complaint;
        lock (_complaint)
            complaint = _complaint.ToString();

        // Ctrl-C goes to ssh as well, which ends without a word. Who started the build is about to hear of it too, and that this was cancelled is the better news.
        if (exitCode == Interrupted || (exitCode == SshException.SshFailed && complaint.Length == 0))
            await Task.WhenAny(_disposed.Task, Task.Delay(EndTime, CancellationToken.None)).ConfigureAwait(false);

        return (exitCode == 0 && _hasAnswered) || _disposed.Task.IsCompleted ? null : new SshException(SshException.Explain(_address, exitCode, complaint), _hasAnswered);
    }

    // 0 when it still runs, though it has closed its output.
    private async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(EndTime);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);

            // A ProxyCommand may keep standard error open.
            await _complaining.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // What was heard until now has to do. Disposed meanwhile: nobody will look.
        }

        try
        {
            return _process.HasExited ? _process.ExitCode : 0;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    // Read all the time, or ssh would wait for room in the pipe; kept up to a limit.
    private async Task ListenAsync(StreamReader error)
    {
        var buffer = new char[1024];
        try
        {
            int read;
            while ((read = await error.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                lock (_complaint)
                {
                    _complaint.Append(buffer, 0, read);
                    if (_complaint.Length > MaximumComplaint)
                        _complaint.Remove(0, _complaint.Length - MaximumComplaint);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed while it was read.
        }
    }
}
