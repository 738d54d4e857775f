using System.Security.Cryptography;
using System.Text;

namespace Containerize.Running;

/// <summary>
/// Marks what was started for a project: a label with a hash of machine, user and project path, so that two checkouts, users or machines on one engine
/// never touch each other's containers, and the label tells nobody a path.
/// </summary>
/// <param name="Value">64 hexadecimal characters.</param>
public sealed record ProjectLabel(string Value)
{
    /// <summary>Name of the label.</summary>
    public const string Name = "dev.containerize.project";

    /// <summary>The label of a project.</summary>
    /// <param name="identity">Machine and user.</param>
    /// <param name="projectPath">Absolute path of the project file.</param>
    public static ProjectLabel Create(MachineIdentity identity, string projectPath)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(projectPath);

        // None of the three holds a zero byte, so no two triples give one text.
        var text = string.Join('\0', identity.MachineId, identity.User, projectPath);
        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The first eight characters, for names that people see.</summary>
    public string Abbreviated => Value[..8];

    /// <summary>The label as engines take it.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => new Dictionary<string, string> { [Name] = Value };
}
