using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Leaves out files of packages under <c>runtimes/RID/</c> that can never be loaded on the image's platform. Only for a portable,
/// framework-dependent publish: others have one platform's files anyway. What is not known for certain to be foreign is kept.
/// </summary>
internal static class TrimRuntimes
{
    private const string Folder = "runtimes/";

    private static readonly HashSet<string> ForeignSystems = new(StringComparer.Ordinal)
    {
        "win", "win7", "win8", "win81", "win10", "osx", "maccatalyst", "ios", "iossimulator", "tvos", "tvossimulator", "android", "browser", "wasi", "freebsd",
        "illumos", "solaris", "haiku", "tizen", "linux-bionic",
    };

    private static readonly HashSet<string> Architectures = new(StringComparer.Ordinal)
    {
        "x64", "x86", "arm64", "arm", "armel", "armv6", "s390x", "ppc64le", "riscv64", "loongarch64", "mips64", "wasm",
    };

    public static Choice<IReadOnlyList<PublishedFile>> Choose(ProjectFacts facts, ImagePlatform platform, bool glibcOnly)
    {
        var text = facts.Image.ContainerizeTrimRuntimes;
        if (text.Length > 0 && !bool.TryParse(text, out _))
            return new(facts.Published, [ProjectCodes.InvalidChoice.With("ContainerizeTrimRuntimes", text, "true or false")]);
        if (facts.App.SelfContained || facts.App.RuntimeIdentifier.Length > 0 || (text.Length > 0 && !bool.Parse(text)))
            return new(facts.Published, []);

        var dropped = facts.Published.Where(file => IsForeign(file, platform, glibcOnly)).ToList();
        if (dropped.Count == 0)
            return new(facts.Published, []);

        var set = new HashSet<PublishedFile>(dropped);
        var saved = Size(dropped.Sum(file => file.Size));
        return new([.. facts.Published.Where(file => !set.Contains(file))],
            [ProjectCodes.RuntimeFilesLeftOut.With(dropped.Count, platform.Platform, saved)], $"{dropped.Count} files for other platforms left out");
    }

    private static bool IsForeign(PublishedFile file, ImagePlatform platform, bool glibcOnly)
    {
        if (file.Origin != PublishedFileOrigin.Package || !file.RelativePath.StartsWith(Folder, StringComparison.Ordinal))
            return false;

        var end = file.RelativePath.IndexOf('/', Folder.Length);
        return end > 0 && IsForeign(file.RelativePath.Substring(Folder.Length, end - Folder.Length), platform, glibcOnly);
    }

    /// <summary>Whether no Linux of that platform falls back to the runtime identifier. musl falls back to glibc's names, not the other way.</summary>
    internal static bool IsForeign(string runtimeIdentifier, ImagePlatform platform, bool glibcOnly)
    {
        var dash = runtimeIdentifier.LastIndexOf('-');
        var last = runtimeIdentifier.Substring(dash + 1);
        var hasArchitecture = dash > 0 && Architectures.Contains(last);
        var system = hasArchitecture ? runtimeIdentifier.Substring(0, dash) : runtimeIdentifier;
        var systemName = system.Split('.')[0];
        if (ForeignSystems.Contains(system) || ForeignSystems.Contains(systemName) || systemName.StartsWith("win-", StringComparison.Ordinal))
            return true;
        if (system is not ("linux" or "linux-musl" or "unix"))
            return false;
        if (system == "linux-musl" && glibcOnly)
            return true;

        var own = platform.RuntimeIdentifier.Substring(platform.RuntimeIdentifier.LastIndexOf('-') + 1);
        return hasArchitecture && last != own;
    }

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Format(CultureInfo.InvariantCulture, "{0:0.0} kB", bytes / 1000.0)
        : string.Format(CultureInfo.InvariantCulture, "{0:0.0} MB", bytes / 1_000_000.0);
}
