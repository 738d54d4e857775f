using System.Text.RegularExpressions;
using Containerize.Native;

namespace Containerize.Core.Tests.Native;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LibraryCacheTests
{
    private const string CachePath = "/etc/ld.so.cache";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Lists_the_libraries_that_ldconfig_prints()
    {
        if (!File.Exists(CachePath))
            Assert.Inconclusive("This machine has no ld.so.cache.");

        var (_, output, _) = await ToolRun.RunAsync("ldconfig", ["-p"], TestContext.CancellationToken);
        var printed = Regex.Matches(output, @"^\t(\S+) \((?!.*hwcap)[^)]*\) => (.+)$", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value + " " + match.Groups[2].Value)
            .ToList();

        var cache = LibraryCache.Parse(await File.ReadAllBytesAsync(CachePath, TestContext.CancellationToken));
        var read = cache.Names.SelectMany(name => cache.Find(name).Select(path => name + " " + path)).ToList();

        Assert.IsGreaterThan(10, printed.Count);
        CollectionAssert.AreEquivalent(printed, read);
    }

    [TestMethod]
    public void Takes_any_damaged_cache_without_an_exception()
    {
        var original = File.Exists(CachePath) ? File.ReadAllBytes(CachePath) : [.. "glibc-ld.so.cache1.1"u8, .. new byte[200]];
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var bytes = original.AsSpan(0, round % 2 == 0 ? random.Next(original.Length) : original.Length).ToArray();
            for (var change = 0; change < 20 && bytes.Length > 0; change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            foreach (var path in LibraryCache.Parse(bytes) is { } cache ? cache.Names.SelectMany(cache.Find) : [])
                Assert.StartsWith("/", path);
        }
    }
}
