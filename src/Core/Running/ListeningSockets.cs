using System.Globalization;
using System.Net;

namespace Containerize.Running;

/// <summary>A tcp socket that waits for connections.</summary>
/// <param name="Address">Address it is bound to.</param>
/// <param name="Port">Its port.</param>
internal sealed record ListeningSocket(IPAddress Address, int Port)
{
    /// <summary>True when only its own container reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <inheritdoc />
    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}

/// <summary>
/// What listens inside a container, as its kernel tells (<c>/proc/PID/net/tcp</c>, proc_pid_net(5)). A socket of ours cannot tell: the engine's proxy
/// accepts connections whether or not anything listens behind it.
/// </summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>
    /// Listening sockets in the network of a process; null when that cannot be known here: no Linux, an engine in a virtual machine, or no permission.
    /// </summary>
    /// <param name="processId">Process id that the engine tells.</param>
    /// <param name="containerId">Must be in the process's control group: otherwise the id is another machine's, and the process is somebody else's.</param>
    public static IReadOnlyList<ListeningSocket>? TryRead(int processId, string containerId)
    {
        if (processId <= 0 || !OperatingSystem.IsLinux())
            return null;

        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        try
        {
            if (!File.ReadAllText(folder + "/cgroup").Contains(containerId, StringComparison.Ordinal))
                return null;

            var six = folder + "/net/tcp6";
            return [.. Parse(File.ReadLines(folder + "/net/tcp")), .. File.Exists(six) ? Parse(File.ReadLines(six)) : []];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Listening sockets of the lines of such a file. Lines that are not understood are skipped.</summary>
    public static IEnumerable<ListeningSocket> Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines.Skip(1))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length < 4 || columns[3] != Listening)
                continue;

            var colon = columns[1].IndexOf(':', StringComparison.Ordinal);
            if (colon is 8 or 32 && int.TryParse(columns[1].AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) && AddressOf(columns[1][..colon]) is { } address)
                yield return new(address, port);
        }
    }

    // Words of four bytes, each in the machine's order.
    private static IPAddress? AddressOf(string hexadecimal)
    {
        var bytes = new byte[hexadecimal.Length / 2];
        if (Convert.FromHexString(hexadecimal, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return null;

        if (BitConverter.IsLittleEndian)
        {
            for (var word = 0; word < bytes.Length; word += 4)
                Array.Reverse(bytes, word, 4);
        }

        return new IPAddress(bytes);
    }
}
