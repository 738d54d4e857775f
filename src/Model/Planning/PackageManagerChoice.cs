using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>How packages are installed on a base.</summary>
public enum PackageManager
{
    /// <summary>Debian, Ubuntu.</summary>
    Apt,

    /// <summary>Alpine.</summary>
    Apk,

    /// <summary>Azure Linux.</summary>
    Tdnf,

    /// <summary>Red Hat and its relatives, in their small images.</summary>
    Microdnf,
}

/// <summary>
/// Which package manager a base has: by the tags of Microsoft's images, whose names say it (<c>-alpine</c>, <c>-chiseled</c>), else by the base's
/// os-release (os-release(5), ID and ID_LIKE).
/// </summary>
internal static class PackageManagerChoice
{
    private const string Family = "ContainerFamily to one with packages, such as 'noble' or 'alpine', or ContainerBaseImage to such a base";

    /// <summary>True for a base that has neither a shell nor a package manager.</summary>
    public static bool HasNoShell(BaseImage image) => image.IsScratch || Contains(image, "chiseled") || Contains(image, "distroless");

    /// <summary>Null with a finding when there is none.</summary>
    public static Choice<PackageManager?> Choose(BaseImage image, string? osRelease, string subject)
    {
        if (HasNoShell(image))
            return Refuse(image, subject, image.IsScratch ? "it is empty" : "it has neither a package manager nor a shell");
        if (osRelease is not null)
            return FromOsRelease(image, osRelease, subject);
        if (image.Config is null)
            return new(PackageManager.Apt, []); // a dry run reads no base: the publish will know
        if (!image.Reference.StartsWith(BaseImageTable.Registry + "/dotnet/", StringComparison.Ordinal))
            return Refuse(image, subject, "it has no os-release, which says what its package manager is");

        var manager = Contains(image, "alpine") ? PackageManager.Apk : Contains(image, "azurelinux") || Contains(image, "mariner") ? PackageManager.Tdnf : PackageManager.Apt;
        return new(manager, []);
    }

    private static Choice<PackageManager?> FromOsRelease(BaseImage image, string text, string subject)
    {
        var values = text.Split('\n').Select(line => line.Trim().Split(['='], 2)).Where(pair => pair.Length == 2).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1].Trim('"', '\''));
        string[] names = [Value("ID"), .. Value("ID_LIKE").Split(' ')];
        foreach (var name in names)
        {
            switch (name)
            {
                case "debian" or "ubuntu":
                    return new(PackageManager.Apt, []);
                case "alpine":
                    return new(PackageManager.Apk, []);
                case "azurelinux" or "mariner":
                    return new(PackageManager.Tdnf, []);
                case "rhel" or "fedora" or "centos" or "rocky" or "almalinux":
                    return new(PackageManager.Microdnf, []);
            }
        }

        return Refuse(image, subject, $"its os-release says ID '{Value("ID")}', whose package manager is not known");

        string Value(string name) => values.TryGetValue(name, out var value) ? value : "";
    }

    private static Choice<PackageManager?> Refuse(BaseImage image, string subject, string reason) =>
        new(null, [BuildCodes.PackagesUnsupported.With(subject, image.Reference, reason, Family)]);

    private static bool Contains(BaseImage image, string word) => image.Reference.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
