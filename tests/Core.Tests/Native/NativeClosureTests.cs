using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Containerize.Images;
using Containerize.Native;
using Containerize.Planning;

namespace Containerize.Core.Tests.Native;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class NativeClosureTests
{
    private readonly CollectingLog _log = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Stores_the_loader_where_the_app_looks_and_libraries_by_the_name_that_is_needed()
    {
        using var system = new FakeSystem();

        var facts = await CollectAsync(system.Request("app"));

        var loader = Entry(facts, "/lib64/ld-linux-x86-64.so.2");
        Assert.AreEqual(Modes.Executable, loader.Mode);
        Assert.AreEqual(system["usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"], loader.Source);
        Assert.AreEqual(system["usr/lib/x86_64-linux-gnu/libc-2.36.so"], Entry(facts, "/lib/x86_64-linux-gnu/libc.so.6").Source);
        CollectionAssert.AreEqual(new[] { "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2" }, facts.Taken.Select(file => file.Path).ToList());
    }

    [TestMethod]
    public async Task Adds_users_a_writable_tmp_and_a_home()
    {
        using var system = new FakeSystem();

        var facts = await CollectAsync(system.Request("app"));

        Assert.Contains("app:x:1654:1654::/home/app:", Entry(facts, "/etc/passwd").Content!);
        Assert.Contains("app:x:1654:", Entry(facts, "/etc/group").Content!);
        Assert.Contains("hosts: files dns", Entry(facts, "/etc/nsswitch.conf").Content!);
        Assert.AreEqual(Modes.SharedTemporary, Entry(facts, "/tmp").Mode);
        Assert.AreEqual(new Ownership(1654, 1654), Entry(facts, "/home/app").Owner);
    }

    [TestMethod]
    public async Task Names_package_and_version_by_dpkg_and_brings_licences()
    {
        using var system = new FakeSystem();
        system.Write("var/lib/dpkg/status", "Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\n\nPackage: other\nStatus: install ok installed\nVersion: 1\n");
        system.Write("var/lib/dpkg/info/other.list", "/.\n/usr/bin/other\n");
        system.Write("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib/x86_64-linux-gnu/libc-2.36.so\n/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n");
        var licence = system.Write("usr/share/doc/libc6/copyright", "LGPL\n");

        var facts = await CollectAsync(system.Request("app"));

        foreach (var file in facts.Taken)
            Assert.AreEqual(("libc6", "2.36-9"), (file.Package, file.Version), file.Path);

        Assert.AreEqual(licence, Entry(facts, "/usr/share/doc/libc6/copyright").Source);
    }

    [TestMethod]
    public async Task Keeps_links_between_time_zones_and_leaves_out_right_and_posix()
    {
        using var system = new FakeSystem();
        var zone = system.Write("usr/share/zoneinfo/Etc/UTC", "TZif");
        system.Write("usr/share/zoneinfo/right/UTC", "TZif");
        system.Write("usr/share/zoneinfo/posix/UTC", "TZif");
        File.CreateSymbolicLink(system["usr/share/zoneinfo/Zulu"], "Etc/UTC");
        File.CreateSymbolicLink(system["usr/share/zoneinfo/localtime"], "/etc/localtime");

        var facts = await CollectAsync(system.Request("app"));

        var zones = facts.Entries.Where(entry => entry.Path.Value.StartsWith("/usr/share/zoneinfo", StringComparison.Ordinal)).ToList();
        Assert.HasCount(2, zones);
        Assert.AreEqual(zone, Entry(facts, "/usr/share/zoneinfo/Etc/UTC").Source);
        Assert.AreEqual("Etc/UTC", Entry(facts, "/usr/share/zoneinfo/Zulu").LinkTarget);
        Assert.HasCount(1, facts.Taken.Where(file => file.Path == "/usr/share/zoneinfo").ToList());
    }

    [TestMethod]
    [DataRow("usr/lib/x86_64-linux-gnu/libc-2.36.so")]
    [DataRow("usr/lib/x86_64-linux-gnu")]
    [DataRow("usr")]
    [DataRow("usr/lib64")]
    [DataRow("")]
    public async Task Refuses_what_others_than_root_may_write(string path)
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        var mode = File.GetUnixFileMode(system[path]);
        File.SetUnixFileMode(system[path], mode | UnixFileMode.GroupWrite);

        await AssertFailsAsync("CTZ0306", request, "others than root may write");

        File.SetUnixFileMode(system[path], mode | UnixFileMode.OtherWrite);
        await AssertFailsAsync("CTZ0306", request, "others than root may write");
    }

    [TestMethod]
    public async Task Refuses_a_library_that_another_user_owns()
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        await ToolRun.RunAsync("chown", ["1654", system["usr/lib/x86_64-linux-gnu/libc-2.36.so"]], TestContext.CancellationToken);

        await AssertFailsAsync("CTZ0306", request, "libc-2.36.so");
    }

    [TestMethod]
    public async Task Never_follows_a_link_out_of_the_root()
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        var library = system["usr/lib/x86_64-linux-gnu/libc.so.6"];
        File.Delete(library);
        File.CreateSymbolicLink(library, "../../../../../../../../../../lib/x86_64-linux-gnu/libm.so.6");

        await AssertFailsAsync("CTZ0305", request, "libc.so.6");
    }

    [TestMethod]
    public async Task Says_which_library_is_missing_and_who_needs_it()
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        File.Delete(system["usr/lib/x86_64-linux-gnu/libc.so.6"]);

        await AssertFailsAsync("CTZ0305", request, "'libc.so.6', which 'app' needs");
    }

    [TestMethod]
    public async Task Says_how_to_do_without_ICU_when_the_machine_has_none()
    {
        using var system = new FakeSystem();
        var request = system.Request("app", "libSystem.Globalization.Native.so");

        await AssertFailsAsync("CTZ0305", request with { InvariantGlobalization = false }, "set InvariantGlobalization to true");
        await CollectAsync(request);
    }

    [TestMethod]
    public async Task Says_that_OpenSSL_is_missing()
    {
        using var system = new FakeSystem();

        await AssertFailsAsync("CTZ0305", system.Request("app", "libSystem.Security.Cryptography.Native.OpenSsl.so"), "install OpenSSL");
    }

    [TestMethod]
    public async Task Warns_when_an_app_with_OpenSSL_finds_no_certificates()
    {
        using var system = new FakeSystem();
        system.Copy("/bin/true", "usr/lib/x86_64-linux-gnu/libssl.so.3");
        system.Copy("/bin/true", "usr/lib/x86_64-linux-gnu/libcrypto.so.3");

        await CollectAsync(system.Request("app") with { RequiresOpenSsl = true });

        Assert.AreEqual("CTZ0320", Assert.ContainsSingle(_log.Diagnostics).Code.Id);
    }

    [TestMethod]
    [DataRow("win-x64", "linux-x64", true, DisplayName = "Windows app")]
    [DataRow("osx-arm64", "linux-arm64", true, DisplayName = "macOS app")]
    [DataRow("linux-musl-x64", "linux-x64", true, DisplayName = "musl app")]
    [DataRow("linux-arm64", "linux-x64", true, DisplayName = "another architecture")]
    [DataRow("linux-x64", "linux-arm64", true, DisplayName = "another machine")]
    [DataRow("linux-arm", "linux-arm", true, DisplayName = "32 bits")]
    [DataRow("linux-x64", "win-x64", true, DisplayName = "Windows machine")]
    [DataRow("linux-x64", "linux-x64", false, DisplayName = "without the runtime")]
    [DataRow("", "linux-x64", true, DisplayName = "portable")]
    public async Task Refuses_what_cannot_run_on_libraries_of_this_machine(string runtimeIdentifier, string host, bool selfContained)
    {
        var architecture = host.Split('-')[1] switch { "x64" => Architecture.X64, "arm64" => Architecture.Arm64, _ => Architecture.Arm };
        var request = new NativeRequest
        {
            PublishedFiles = [],
            RuntimeIdentifier = runtimeIdentifier,
            SelfContained = selfContained,
            Host = new(host.StartsWith("linux-", StringComparison.Ordinal), architecture),
        };

        await AssertFailsAsync("CTZ0304", request, "ContainerBaseImage");
    }

    [TestMethod]
    public async Task Takes_the_name_services_that_glibc_before_2_34_loads()
    {
        using var system = new FakeSystem();
        system.Copy("/bin/true", "usr/lib/x86_64-linux-gnu/libnss_dns.so.2");
        system.Copy("/bin/true", "usr/lib/x86_64-linux-gnu/libnss_files.so.2");
        Assert.DoesNotContain(entry => entry.Path.Name == "libnss_dns.so.2", (await CollectAsync(system.Request("app"))).Entries);

        var libc = system["usr/lib/x86_64-linux-gnu/libc-2.36.so"];
        var content = await File.ReadAllBytesAsync(libc, TestContext.CancellationToken);
        for (int at; (at = content.AsSpan().IndexOf("GLIBC_2.34\0"u8)) >= 0;)
            content[at + 9] = (byte)'3';

        await File.WriteAllBytesAsync(libc, content, TestContext.CancellationToken);

        var facts = await CollectAsync(system.Request("app"));
        Entry(facts, "/lib/x86_64-linux-gnu/libnss_dns.so.2");
        Entry(facts, "/lib/x86_64-linux-gnu/libnss_files.so.2");
    }

    [TestMethod]
    public async Task Says_which_published_file_cannot_be_read()
    {
        using var system = new FakeSystem();

        await AssertFailsAsync("CTZ0310", system.Request("app") with { PublishedFiles = ["/nonexistent/app"] }, "/nonexistent/app");
    }

    [TestMethod]
    public async Task Passes_over_a_named_pipe_among_the_published_files()
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        await ToolRun.RunAsync("mkfifo", [system["pipe"]], TestContext.CancellationToken);

        var facts = await CollectAsync(request with { PublishedFiles = [.. request.PublishedFiles, system["pipe"]] });

        Assert.HasCount(2, facts.Taken);
    }

    [TestMethod]
    public async Task Refuses_a_publish_without_native_code()
    {
        using var system = new FakeSystem();

        await AssertFailsAsync("CTZ0304", system.Request() with { PublishedFiles = [system.Write("app.dll", "MZ")] }, "no published file is native code");
    }

    [TestMethod]
    public async Task Refuses_a_machine_without_glibc()
    {
        using var system = new FakeSystem();
        var request = system.Request("app");
        File.Delete(system["usr/lib64/ld-linux-x86-64.so.2"]);

        await AssertFailsAsync("CTZ0304", request, "no glibc");
    }

    private Task<NativeFacts> CollectAsync(NativeRequest request) => NativeClosure.CollectAsync(request, _log, TestContext.CancellationToken);

    private async Task AssertFailsAsync(string code, NativeRequest request, string text)
    {
        var failure = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => CollectAsync(request));

        Assert.AreEqual(code, failure.Diagnostic.Code.Id);
        Assert.Contains(text, failure.Diagnostic.Message);
    }

    private static FileEntry Entry(NativeFacts facts, string path) => Assert.ContainsSingle(entry => entry.Path.Value == path, facts.Entries);
}
