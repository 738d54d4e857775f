using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Native;

/// <summary>
/// Finds what a self-contained or AOT app on glibc Linux needs of a system, on the machine that builds, so that it runs on <c>scratch</c>. Headers and
/// tables are read; nothing is executed.
/// </summary>
public static class NativeClosure
{
    /// <summary>The entries of the <c>native</c> layer, with package, version and digest of each file that comes from this machine.</summary>
    /// <exception cref="ContainerizeException">
    /// CTZ0304: not on this machine, or not for this app. CTZ0305: a library is missing. CTZ0306: a file could be changed by others than root.
    /// CTZ0310: a file cannot be read.
    /// </exception>
    public static Task<NativeFacts> CollectAsync(NativeRequest request, IBuildLog log, CancellationToken cancellationToken) =>
        Task.Run(() => Guard(request, log, cancellationToken), cancellationToken);

    private static NativeFacts Guard(NativeRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            return Collect(request, log, cancellationToken);
        }
        catch (EntryPointNotFoundException)
        {
            throw Unsupported("the C library of this machine has no statx, which came with glibc 2.28");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With((exception as FileNotFoundException)?.FileName ?? request.Root, exception.Message), exception);
        }
    }

    private static NativeFacts Collect(NativeRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var target = RequireSupported(request);
        var published = ReadPublished(request, target, log, cancellationToken);
        var root = new SystemRoot(request.Root);
        var taken = new TakenFiles(root);
        var search = new LibrarySearch(root, target);
        var walk = new LibraryWalk(root, search, target, taken, log);

        walk.FollowPublished(published, cancellationToken);
        TakeNameServices(walk, search, cancellationToken);
        var libcrypto = TakeOpenSsl(request, published, walk, cancellationToken);
        TakeIcu(request, published, walk, search, cancellationToken);

        var files = new RootFiles(root, taken, log);
        files.AddAccounts(request.AppUserId);
        files.AddSystemName();
        files.AddCertificates(libcrypto is null ? null : LoadedByName.OpenSslFolder(libcrypto.File.HostPath) ?? "/usr/lib/ssl");
        files.AddTimeZones(cancellationToken);

        var packages = PackageDatabase.Read(root, taken.Sources);
        var records = taken.Records(packages);
        AddPackages(root, taken, records, packages, log);
        foreach (var record in records)
            log.Detail($"native: {record.Path} {record.Package} {record.Version} {record.Digest}");

        return new() { Entries = [.. taken.Entries], Taken = records };
    }

    private static TargetMachine RequireSupported(NativeRequest request)
    {
        var rid = request.RuntimeIdentifier;
        if (!request.Host.IsLinux)
            throw Unsupported("the native libraries of the app are taken from the machine that builds, and that is not Linux");

        if (!rid.StartsWith("linux-", StringComparison.Ordinal))
            throw Unsupported($"'{rid}' is not a runtime identifier of Linux with glibc, such as linux-x64");

        if (rid.StartsWith("linux-musl-", StringComparison.Ordinal) || rid.StartsWith("linux-bionic-", StringComparison.Ordinal))
            throw Unsupported($"'{rid}' is not made for glibc, and only glibc is taken from the machine");

        if (!request.SelfContained)
            throw Unsupported("the app is published without the runtime, and scratch has none: set SelfContained to true");

        if (TargetMachine.FromRuntimeIdentifier(rid) is not { } target || target.Architecture != request.Host.Architecture)
            throw Unsupported($"the app is for '{rid}' and this machine is {request.Host.Architecture}, so its libraries do not fit");

        return target;
    }

    private static List<(string Path, ElfFile Elf)> ReadPublished(NativeRequest request, TargetMachine target, IBuildLog log, CancellationToken cancellationToken)
    {
        var files = new List<(string Path, ElfFile Elf)>();
        foreach (var path in request.PublishedFiles.Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Opening a named pipe would wait for its other end.
            if (FileStatus.TryGet(path) is { IsRegularFile: false, IsLink: false } || ElfFile.TryRead(path) is not { } elf)
                continue;

            if (elf.Machine != target.Machine)
                log.Detail($"native: {Path.GetFileName(path)} is for another architecture");
            else if (elf.Interpreter is null && elf.Needed.Any(name => name.StartsWith("libc.musl-", StringComparison.Ordinal)))
                log.Detail($"native: {Path.GetFileName(path)} is for musl");
            else
                files.Add((Path.GetFullPath(path), elf));
        }

        return files.Count > 0 ? files : throw Unsupported($"no published file is native code for '{request.RuntimeIdentifier}'");
    }

    private static void TakeNameServices(LibraryWalk walk, LibrarySearch search, CancellationToken cancellationToken)
    {
        if (search.Find("libc.so.6", []) is not { } libc || LoadedByName.HasNameServicesInside(libc.File.HostPath))
            return;

        foreach (var name in LoadedByName.NameServices)
            walk.TakeByName(name, cancellationToken);
    }

    /// <returns>libcrypto; null when the app does not use OpenSSL.</returns>
    private static FoundLibrary? TakeOpenSsl(
        NativeRequest request, List<(string Path, ElfFile Elf)> published, LibraryWalk walk, CancellationToken cancellationToken)
    {
        var user = published.Find(file => LoadedByName.NeedsOpenSsl(file.Path, file.Elf)).Path;
        if (user is null && !request.RequiresOpenSsl)
            return null;

        foreach (var names in LoadedByName.OpenSsl)
        {
            var found = names.Select(name => walk.TakeByName(name, cancellationToken)).ToList();
            if (found.TrueForAll(library => library is not null))
                return found[^1];
        }

        throw new ContainerizeException(ImageCodes.NativeLibraryMissing.With("libssl.so.3", Path.GetFileName(user) ?? "the app", "install OpenSSL (package libssl3)"));
    }

    private static void TakeIcu(
        NativeRequest request, List<(string Path, ElfFile Elf)> published, LibraryWalk walk, LibrarySearch search, CancellationToken cancellationToken)
    {
        if (request.InvariantGlobalization || published.Find(file => LoadedByName.NeedsIcu(file.Path, file.Elf)).Path is not { } user)
            return;

        foreach (var version in search.Versions(LoadedByName.IcuPrefix))
        {
            var names = LoadedByName.Icu(version);
            if (names.All(name => search.Find(name, []) is not null))
            {
                foreach (var name in names)
                    walk.TakeByName(name, cancellationToken);

                return;
            }
        }

        throw new ContainerizeException(ImageCodes.NativeLibraryMissing.With(
            "libicu", Path.GetFileName(user), "set InvariantGlobalization to true in the project, install ICU (package libicu)"));
    }

    /// <summary>Licence texts, and dpkg's records in the place where scanners look for those of images without dpkg.</summary>
    private static void AddPackages(SystemRoot root, TakenFiles taken, IReadOnlyList<NativeFile> records, PackageDatabase packages, IBuildLog log)
    {
        foreach (var package in records.Select(record => record.Package).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (packages.StanzaOf(package) is { } stanza)
                taken.Add(new() { Path = UnixPath.Parse($"/var/lib/dpkg/status.d/{package}"), Content = stanza });

            var path = $"/usr/share/doc/{package}/copyright";
            if (root.Find(path) is { } file)
                taken.Copy(path, file);
            else
                log.Detail($"native: package {package} has no licence text on this machine");
        }
    }

    private static ContainerizeException Unsupported(string reason) => new(ImageCodes.NativeClosureUnsupported.With(reason));
}
