using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containerize.Engines;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Containerize.Testing;

/// <summary>
/// OpenSSH's server as an ordinary process of a test: a port of loopback, keys and settings in a folder of its own, no service of the system. It lets the
/// user in who runs the tests, by keys that it made itself.
/// </summary>
public sealed class SshServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly Process _process;

    private SshServer(TempFolder folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    private static string User => System.Environment.UserName;

    /// <summary>Starts it; inconclusive where there is none.</summary>
    /// <param name="commands">A key for each of these names; what runs for it instead of what was asked for, empty for that.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SshServer> StartAsync(IReadOnlyDictionary<string, string> commands, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("sshd is started on Linux only");
        var (server, keygen) = (TestEnvironment.RequireTool("sshd"), TestEnvironment.RequireTool("ssh-keygen"));
        TestEnvironment.RequireTool("ssh");
        TestEnvironment.RequireTool("docker");

        // What sshd of root puts itself into; a started system makes it.
        if (User == "root")
            Directory.CreateDirectory("/run/sshd");

        var folder = new TempFolder();
        var authorized = new List<string>();
        foreach (var name in commands.Keys.Append("host").Append("stranger"))
        {
            var made = await ProcessRunner.RunAsync(keygen, ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder[name]], folder.Path, null, TimeSpan.FromSeconds(20), cancellationToken);
            Assert.AreEqual(0, made.ExitCode, made.Output);
            if (commands.TryGetValue(name, out var command))
                authorized.Add((command.Length > 0 ? $"command=\"{command.Replace("\"", "\\\"", StringComparison.Ordinal)}\" " : "") + await File.ReadAllTextAsync(folder[name + ".pub"], cancellationToken));
        }

        folder.Write("authorized", string.Concat(authorized));
        while (true)
        {
            var port = FreePort();
            folder.Write("sshd_config", $"""
                Port {port}
                ListenAddress 127.0.0.1
                HostKey {folder["host"]}
                AuthorizedKeysFile {folder["authorized"]}
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password

                """);
            var process = Process.Start(new ProcessStartInfo(server, ["-D", "-e", "-f", folder["sshd_config"]]) { RedirectStandardError = true })!;
            if (await ListensAsync(process, cancellationToken))
                return new(folder, process, port);

            // Somebody took the port in between.
            await process.WaitForExitAsync(cancellationToken);
            process.Dispose();
        }
    }

    /// <summary>The engine at <paramref name="socket"/>, by way of this server.</summary>
    public EngineAddress Address(string socket = "") => EngineAddress.Parse($"ssh://{User}@127.0.0.1:{Port}{socket}", "test");

    /// <summary>A PATH whose ssh uses one of the keys, and knows the host or not. It writes down its process id, and hears Ctrl-C where whoever started the tests does not.</summary>
    /// <param name="key">Name of the key.</param>
    /// <param name="known">Name of the key that the host is known by; null when it is not known.</param>
    public SshClient Client(string key, string? known = "host")
    {
        var name = Guid.NewGuid().ToString("N");
        _folder.Write($"{name}/known_hosts", known is null ? "" : $"[127.0.0.1]:{Port} {File.ReadAllText(_folder[known + ".pub"])}");
        _folder.Write($"{name}/config", $"IdentityFile {_folder[key]}\nIdentitiesOnly yes\nUserKnownHostsFile {_folder[$"{name}/known_hosts"]}\nGlobalKnownHostsFile /dev/null\n");
        var script = _folder.Write($"{name}/ssh", $"#!/bin/sh\necho $$ >>{_folder[$"{name}/started"]}\nexec env --default-signal=INT {TestEnvironment.RequireTool("ssh")} -F {_folder[$"{name}/config"]} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(_folder[name]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> ListensAsync(Process process, CancellationToken cancellationToken)
    {
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.Contains("Server listening", StringComparison.Ordinal))
                continue;

            // Or it would wait for room in the pipe one day.
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return true;
        }

        return false;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

/// <summary>An ssh of a test's own, first on a PATH.</summary>
public sealed class SshClient(string folder)
{
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["PATH"] = $"{folder}:{System.Environment.GetEnvironmentVariable("PATH")}" };

    /// <summary>Process ids of all that were started.</summary>
    public int[] Started => File.Exists(Path.Combine(folder, "started")) ? [.. File.ReadAllLines(Path.Combine(folder, "started")).Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture))] : [];

    public EngineClient Open(EngineAddress address) => new(address, new() { Environment = Environment });

    /// <summary>Sends a signal to all that run, and waits until they have ended. HttpClient may start another meanwhile, which goes on.</summary>
    public async Task EndAsync(string signal, CancellationToken cancellationToken)
    {
        var running = Started;
        await ProcessRunner.RunAsync("/bin/sh", ["-c", $"kill -{signal} {string.Join(' ', running)} 2>&1"], folder, null, TimeSpan.FromSeconds(10), cancellationToken);
        await EndAsync(running, cancellationToken);
    }

    /// <summary>Waits until none of those that were started runs.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => EndAsync(Started, cancellationToken);

    private static async Task EndAsync(int[] ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
            }
            catch (ArgumentException)
            {
                // It is gone.
            }
        }
    }
}
