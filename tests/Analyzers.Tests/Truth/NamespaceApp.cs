using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Containerize.Testing;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>
/// An app as a container starts it, without an engine: process 1 of its own namespaces of processes, mounts and network, no console, and no variables but the image's.
/// Its network has a loopback interface and one address besides, where requests from outside arrive.
/// </summary>
internal sealed class NamespaceApp : RunningApp
{
    private const string Outside = "192.0.2.2";
    private const string Inside = "127.0.0.1";
    private const int NetworkNamespace = 0x40000000;
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private NamespaceApp(ContainerApp app, TempFolder folder, ProcessStartInfo start, CancellationToken cancellationToken)
        : base(app, folder, start, cancellationToken)
    {
    }

    public static async Task<NamespaceApp> StartAsync(ContainerApp app, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !System.Environment.IsPrivilegedProcess)
            Assert.Inconclusive("namespaces of one's own need root on Linux");

        var (unshare, folder) = (TestEnvironment.RequireTool("unshare"), new TempFolder());
        TestEnvironment.RequireTool("ip");
        await app.PublishAsync(folder.Path, cancellationToken);
        var setUp = $"ip link set lo up && ip address add {Outside}/32 dev lo" + (app.IsSmall ? " && mount -t tmpfs none /usr/share/zoneinfo" : "");
        var command = app.StartedByShell ? ["/bin/sh", "-c", $"exec {DotNet} Test.dll"] : new[] { DotNet, "Test.dll" };
        string[] arguments =
        [
            "--net", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", setUp + " && exec \"$@\" </dev/null 2>&1", "sh",
            "env", "-i", "PATH=/usr/bin:/bin", "HOME=/home/app", .. app.Variables(), .. command,
        ];
        return new NamespaceApp(app, folder, new ProcessStartInfo(unshare, arguments) { WorkingDirectory = folder.Path }, cancellationToken);
    }

    public override Task<string> AskAsync(int port) => AskAsync(Outside, port);

    /// <summary>What a request from within the container gets.</summary>
    public Task<string> AskInsideAsync(int port) => AskAsync(Inside, port);

    protected override async Task<bool> StopAsync()
    {
        Signal(SigTerm);
        if (await EndsInTimeAsync())
            return true;

        Signal(SigKill);
        return false;
    }

    private void Signal(int signal)
    {
        var child = int.Parse(File.ReadAllText($"/proc/{Id}/task/{Id}/children").Trim(), CultureInfo.InvariantCulture);
        Assert.AreEqual(0, Kill(child, signal), new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    // A thread of its own joins the network and ends; a thread of the pool would stay there.
    private Task<string> AskAsync(string host, int port)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/proc/{Id}/ns/net");
                if (SetNamespace(network, NetworkNamespace) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                answer.SetResult(Ask(host, port));
            }
            catch (Exception exception) when (exception is Win32Exception or IOException)
            {
                answer.SetException(exception);
            }
        }).Start();
        return answer.Task;
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetNamespace(SafeHandle handle, int kind);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int id, int signal);
}
