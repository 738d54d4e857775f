using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Containerize.Native;
using Containerize.Planning;

namespace Containerize.Core.Tests.Native;

/// <summary>Self-contained apps, published for real, against what ldd says and in a folder that holds nothing but their closure.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class NativePublishTests
{
    private static ProbeApp? s_folder;
    private static ProbeApp? s_singleFile;

    private readonly CollectingLog _log = new();

    public required TestContext TestContext { get; init; }

    [ClassInitialize]
    public static async Task PublishAsync(TestContext context)
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64 || !File.Exists("/lib64/ld-linux-x86-64.so.2"))
            Assert.Inconclusive("This needs Linux with glibc on x64.");

        s_folder = await ProbeApp.PublishAsync(singleFile: false, context.CancellationToken);
        s_singleFile = await ProbeApp.PublishAsync(singleFile: true, context.CancellationToken);
    }

    [ClassCleanup]
    public static void Delete()
    {
        s_folder?.Dispose();
        s_singleFile?.Dispose();
    }

    [TestMethod]
    [DataRow(false, DisplayName = "folder")]
    [DataRow(true, DisplayName = "single file")]
    public async Task Takes_the_libraries_that_ldd_prints_and_OpenSSL(bool singleFile)
    {
        var app = App(singleFile);
        var expected = new SortedSet<string>(StringComparer.Ordinal) { "libssl.so.3", "libcrypto.so.3", "ld-linux-x86-64.so.2" };
        foreach (var file in app.Files.Where(file => !file.EndsWith("traceptprovider.so", StringComparison.Ordinal)))
        {
            var (_, output, _) = await ToolRun.RunAsync("ldd", [file], TestContext.CancellationToken);
            expected.UnionWith(Regex.Matches(output, @"^\t(\S+) => (\S+) \(", RegexOptions.Multiline)
                .Where(match => !match.Groups[2].Value.StartsWith(app.Publish, StringComparison.Ordinal))
                .Select(match => Path.GetFileName(match.Groups[1].Value)));
        }

        var facts = await CollectAsync(app, invariant: true);

        var libraries = facts.Taken.Select(file => Path.GetFileName(file.Path)).Where(name => name.Contains(".so", StringComparison.Ordinal));
        CollectionAssert.AreEqual(expected.ToList(), libraries.Order(StringComparer.Ordinal).ToList());
    }

    [TestMethod]
    [DataRow(false, true, "1.5", DisplayName = "folder, invariant")]
    [DataRow(true, true, "1.5", DisplayName = "single file, invariant")]
    [DataRow(false, false, "1,5", DisplayName = "folder, ICU")]
    [DataRow(true, false, "1,5", DisplayName = "single file, ICU")]
    public async Task Runs_with_time_zones_names_TLS_and_trust_on_nothing_but_its_closure(bool singleFile, bool invariant, string number)
    {
        var app = App(singleFile);
        using var scratch = await ScratchFolder.CreateAsync(await CollectAsync(app, invariant), app.Publish, TestContext.CancellationToken);

        using var process = scratch.Start(["/app/Probe", "probe"], ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", invariant ? "1" : "0"), ("DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY", "0"));
        var (exitCode, output, errors) = await ToolRun.EndAsync(process, TestContext.CancellationToken);

        if (exitCode == 99)
            Assert.Inconclusive("/proc and /dev cannot be mounted here: " + errors);

        Assert.AreEqual(0, exitCode, output + errors);
        var expected = $"zone=2026-07-01T14:00:00\nzones=True\narchitecture=X64\nuser=app\nlocalhost=127.0.0.1\nculture={number}\ntrusted=True\ntls=hello\nwritable=True\n";
        Assert.AreEqual(expected, output);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Serves_over_HTTP_as_the_app_user_on_nothing_but_its_closure()
    {
        var app = App(singleFile: false);
        using var scratch = await ScratchFolder.CreateAsync(await CollectAsync(app, invariant: true), app.Publish, TestContext.CancellationToken);
        using var process = scratch.Start(["/app/Probe"], ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        try
        {
            var address = await AddressAsync(process);

            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Assert.AreEqual("scratch app", await client.GetStringAsync(address, TestContext.CancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task Says_package_version_and_digest_of_everything_on_a_machine_with_dpkg()
    {
        if (!File.Exists("/var/lib/dpkg/status"))
            Assert.Inconclusive("This machine has no dpkg.");

        var facts = await CollectAsync(App(singleFile: false), invariant: true);

        foreach (var file in facts.Taken)
        {
            Assert.AreNotEqual("", file.Package, file.Path);
            var (_, output, _) = await ToolRun.RunAsync("dpkg-query", ["-W", "-f", "${Version}", file.Package], TestContext.CancellationToken);
            Assert.AreEqual(output, file.Version, file.Path);
            Assert.MatchesRegex("^sha256:[0-9a-f]{64}$", file.Digest);
        }

        Assert.Contains(entry => entry.Path.Value == "/usr/share/doc/libstdc++6/copyright", facts.Entries);
    }

    [TestMethod]
    public async Task Lets_scanners_see_system_and_packages()
    {
        if (!File.Exists("/var/lib/dpkg/status"))
            Assert.Inconclusive("This machine has no dpkg.");

        var facts = await CollectAsync(App(singleFile: false), invariant: true);

        var libc = Assert.ContainsSingle(entry => entry.Path.Value == "/var/lib/dpkg/status.d/libc6", facts.Entries).Content!;
        Assert.StartsWith("Package: libc6\nStatus: install ok installed\n", libc);
        Assert.EndsWith("\n", libc);
        Assert.Contains(entry => entry.Path.Value == "/etc/os-release", facts.Entries);
    }

    [TestMethod]
    public async Task Takes_under_a_second_and_says_the_same_each_time()
    {
        var app = App(singleFile: false);
        var first = await CollectAsync(app, invariant: true);

        var clock = Stopwatch.StartNew();
        var second = await CollectAsync(app, invariant: true);
        var elapsed = clock.Elapsed;

        TestContext.WriteLine($"{elapsed.TotalMilliseconds} ms, {second.Entries.Count} entries");
        CollectionAssert.AreEqual(first.Taken.ToList(), second.Taken.ToList());
        Assert.IsLessThan(TimeSpan.FromSeconds(1), elapsed);
    }

    private static ProbeApp App(bool singleFile) => (singleFile ? s_singleFile : s_folder)!;

    private Task<NativeFacts> CollectAsync(ProbeApp app, bool invariant) => NativeClosure.CollectAsync(
        new() { PublishedFiles = app.Files, RuntimeIdentifier = "linux-x64", SelfContained = true, InvariantGlobalization = invariant },
        _log,
        TestContext.CancellationToken);

    private async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken) is { } line)
        {
            if (Regex.Match(line, @"Now listening on: (\S+)") is { Success: true } match)
                return new(match.Groups[1].Value);
        }

        throw new InvalidOperationException("The app ended: " + await process.StandardError.ReadToEndAsync(TestContext.CancellationToken));
    }
}
