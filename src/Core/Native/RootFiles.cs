using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Native;

/// <summary>What an app expects around it besides libraries: users, a writable /tmp, certificates, time zones.</summary>
internal sealed class RootFiles(SystemRoot root, TakenFiles taken, IBuildLog log)
{
    private const string CertificatePath = "/etc/ssl/certs/ca-certificates.crt";
    private const string TimeZones = "/usr/share/zoneinfo";

    // Debian, Fedora, openSUSE: the order in which Go looks for them too (crypto/x509 root_linux.go).
    private static readonly string[] CertificateSources = [CertificatePath, "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

    /// <summary>passwd, group, nsswitch.conf, /tmp and the home folder.</summary>
    public void AddAccounts(int userId)
    {
        var owner = new Ownership(userId, userId);
        Write("/etc/passwd", $"root:x:0:0:root:/root:/sbin/nologin\napp:x:{userId}:{userId}::/home/app:/sbin/nologin\n");
        Write("/etc/group", $"root:x:0:\napp:x:{userId}:\n");
        // Without it glibc asks DNS before /etc/hosts.
        Write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        taken.Add(new() { Kind = FileEntryKind.Directory, Path = UnixPath.Parse("/tmp"), Mode = Modes.SharedTemporary });
        taken.Add(new() { Kind = FileEntryKind.Directory, Path = UnixPath.Parse("/home/app"), Mode = Modes.Directory, Owner = owner });
    }

    /// <summary>The name of the system that the libraries are of: scanners and <c>RuntimeInformation.OSDescription</c> read it.</summary>
    public void AddSystemName()
    {
        if (root.Find("/etc/os-release") is { } file)
            taken.Take("/etc/os-release", file);
    }

    /// <summary>The machine's CA certificates, with the links by which OpenSSL and .NET find them.</summary>
    /// <param name="openSslFolder">Folder that OpenSSL was built to look in (OPENSSLDIR); null without OpenSSL.</param>
    public void AddCertificates(string? openSslFolder)
    {
        if (CertificateSources.Select(root.Find).FirstOrDefault(file => file is not null) is not { } bundle)
        {
            if (openSslFolder is not null)
                log.Report(ImageCodes.CertificatesMissing.With());

            log.Detail("native: no CA certificates on this machine");
            return;
        }

        taken.Take(CertificatePath, bundle, package: "ca-certificates");
        if (openSslFolder is null || !UnixPath.TryParse(openSslFolder, out var folder))
            return;

        Link(folder.Combine("cert.pem"), CertificatePath);
        Link(folder.Combine("certs"), "/etc/ssl/certs");
    }

    /// <summary>The time zone database, without the copies that count leap seconds (right) or repeat it (posix).</summary>
    public void AddTimeZones(CancellationToken cancellationToken)
    {
        if (root.Find(TimeZones) is not { Status.IsFolder: true } folder)
        {
            log.Detail("native: no time zones on this machine (tzdata)");
            return;
        }

        var files = new List<(string Path, SystemFile File)>();
        foreach (var path in Directory.EnumerateFiles(folder.HostPath, "*", Recursive))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var relative = path[(folder.HostPath.Length + 1)..];
            if (relative is "localtime" or "posixrules" || relative.Split('/')[0] is "right" or "posix")
                continue;

            AddTimeZone(relative, files);
        }

        if (files.Count > 0)
            taken.RecordFolder(TimeZones, files, "tzdata");
    }

    // Names that are links stay links: half of the database is.
    private void AddTimeZone(string relative, List<(string Path, SystemFile File)> files)
    {
        var path = TimeZones + "/" + relative;
        if (root.Find(path) is not { Status.IsRegularFile: true } file || !UnixPath.TryParse(path, out var target))
            return;

        var link = new FileInfo(root.HostPath(path)).LinkTarget;
        if (link is not null && !link.StartsWith('/') && file.Path.StartsWith(TimeZones + "/", StringComparison.Ordinal))
        {
            root.RequireSafe(file);
            Link(target, link);
        }
        else if (taken.Copy(path, file))
        {
            files.Add((path, file));
        }
    }

    private static EnumerationOptions Recursive => new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true };

    private void Link(UnixPath path, string target) =>
        taken.Add(new() { Kind = FileEntryKind.SymbolicLink, Path = path, LinkTarget = target, Mode = 0x1FF });

    private void Write(string path, string content) => taken.Add(new() { Path = UnixPath.Parse(path), Content = content });
}
