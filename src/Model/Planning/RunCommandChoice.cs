using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Commands that are run on the base: one that installs the ContainerPackage items, then the ContainerRunCommand items in order.</summary>
internal static class RunCommandChoice
{
    // What distributions allow in names and versions; nothing of it means anything to a shell.
    private static readonly Regex Name = new(@"^[A-Za-z0-9][A-Za-z0-9+._:-]*$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    private static readonly Regex Version = new(@"^[A-Za-z0-9][A-Za-z0-9+._:~-]*$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static Choice<IReadOnlyList<string>> Choose(ProjectFacts facts, BaseImage image)
    {
        var found = new List<Diagnostic>();
        var commands = new List<string>();
        if (facts.Packages.Count > 0)
        {
            var manager = PackageManagerChoice.Choose(image, facts.BaseOsRelease, "ContainerPackage");
            found.AddRange(manager.Diagnostics);
            var packages = facts.Packages.Select(item => Package(item, manager.Value ?? PackageManager.Apt, found)).Distinct().OrderBy(name => name, StringComparer.Ordinal).ToArray();
            commands.Add(Install(manager.Value ?? PackageManager.Apt, string.Join(" ", packages)));
        }

        if (facts.RunCommands.Count > 0 && PackageManagerChoice.HasNoShell(image))
            found.AddRange(PackageManagerChoice.Choose(image, null, "ContainerRunCommand").Diagnostics);

        foreach (var item in facts.RunCommands)
        {
            var command = item.ValueOrInclude;
            if (command.IndexOfAny(['\r', '\n', '\0']) >= 0)
                found.Add(BuildCodes.InvalidSetting.With("ContainerRunCommand", command, "a RUN line holds no line break; write several items, or join commands with '&&'"));
            else if (command.EndsWith("\\", StringComparison.Ordinal))
                found.Add(BuildCodes.InvalidSetting.With("ContainerRunCommand", command, "a backslash at its end would take in the next line"));
            else
                commands.Add(command);
        }

        return new(commands, found, commands.Count == 0 ? null : $"{commands.Count} before the files are copied");
    }

    private static string Package(ItemFact item, PackageManager manager, List<Diagnostic> found)
    {
        var version = item["Version"];
        if (!Name.IsMatch(item.Include))
            found.Add(BuildCodes.InvalidSetting.With("ContainerPackage", item.Include, "it is no name of a package"));
        if (version.Length > 0 && !Version.IsMatch(version))
            found.Add(BuildCodes.InvalidSetting.With("Version of ContainerPackage", version, "it is no version of a package"));

        return version.Length == 0 ? item.Include : manager is PackageManager.Apt or PackageManager.Apk ? $"{item.Include}={version}" : $"{item.Include}-{version}";
    }

    // Lists, caches and logs hold times, and weigh: none of them stays in the layer.
    private static string Install(PackageManager manager, string packages) => manager switch
    {
        PackageManager.Apk => $"apk add --no-cache {packages}",
        PackageManager.Tdnf => $"tdnf install -y {packages} && tdnf clean all && rm -rf /var/cache/tdnf",
        PackageManager.Microdnf => $"microdnf install -y --nodocs --setopt=install_weak_deps=0 {packages} && microdnf clean all && rm -rf /var/cache/dnf /var/cache/yum",
        _ => $"apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {packages} && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log",
    };
}
