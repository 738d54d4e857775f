using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>What happens to files on disks.</summary>
internal static class Damage
{
    /// <param name="path">A file.</param>
    /// <param name="damage">What becomes of it.</param>
    /// <param name="folder">Gets a file <c>foreign</c>, which a link leads to.</param>
    public static void Do(string path, string damage, TempFolder folder)
    {
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        var foreign = folder.Write("foreign", "untouched");
        switch (damage)
        {
            case "bit":
                bytes[^Math.Min(20, bytes.Length)] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "digit":
                // Still a record by its looks, of another layer.
                var at = Array.LastIndexOf(bytes, (byte)':') + 1;
                bytes[at] = bytes[at] == (byte)'0' ? (byte)'1' : (byte)'0';
                File.WriteAllBytes(path, bytes);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "half":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. bytes, 0]);
                break;
            case "folder":
                Directory.CreateDirectory(Path.Combine(path, "inner"));
                break;
            case "link":
                File.CreateSymbolicLink(path, foreign);
                break;
            default:
                File.CreateSymbolicLink(path, path);
                break;
        }
    }
}
