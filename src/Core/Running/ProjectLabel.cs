using System.Security.Cryptography;
using System.Text;

namespace Containerize.Running;

/// <summary>What marks containers, networks and volumes as one project's on one machine.</summary>
public static class ProjectLabel
{
    /// <summary>Name of the label. Never on images: a user's own container would inherit it.</summary>
    public const string Name = "dev.containerize.project";

    /// <summary>A hash of machine, user and full project path.</summary>
    public static string ValueOf(string projectPath)
    {
        var machine = ((string[])["/etc/machine-id", "/var/lib/dbus/machine-id"]).Where(File.Exists).Select(path => File.ReadAllText(path).Trim()).FirstOrDefault() ?? Environment.MachineName;
        var text = string.Join('\n', machine, Environment.UserName, Path.GetFullPath(projectPath));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
