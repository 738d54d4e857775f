using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Containerize.Running;

/// <summary>Which machine and user a build runs on. Only ever used hashed.</summary>
/// <param name="MachineId">Stays the same over restarts; no two machines share it.</param>
/// <param name="User">Name of the user.</param>
public sealed record MachineIdentity(string MachineId, string User)
{
    /// <summary>
    /// Reads the machine's own: <c>/etc/machine-id</c> (machine-id(5)), MachineGuid of Windows, else the host name.
    /// </summary>
    public static MachineIdentity Read()
    {
        var id = OperatingSystem.IsWindows() ? ReadGuid() : ReadFile("/etc/machine-id") ?? ReadFile("/var/lib/dbus/machine-id");
        return new(id ?? Environment.MachineName, Environment.UserName);
    }

    private static string? ReadFile(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return text.Length > 0 ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("windows")]
    private static string? ReadGuid()
    {
        using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var key = machine.OpenSubKey(@"SOFTWARE\Microsoft\Cryptography");
        return key?.GetValue("MachineGuid") as string;
    }
}
