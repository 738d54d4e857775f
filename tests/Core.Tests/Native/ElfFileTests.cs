using System.Text.RegularExpressions;
using Containerize.Native;
using Containerize.Testing;

namespace Containerize.Core.Tests.Native;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed partial class ElfFileTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Reads_of_system_libraries_what_readelf_reads()
    {
        var files = SystemLibraries().Take(60).Append("/bin/sh").ToList();

        var compared = 0;
        foreach (var file in files)
        {
            var (exitCode, output, _) = await ToolRun.RunAsync("readelf", ["-W", "-l", "-d", file], TestContext.CancellationToken);
            if (exitCode != 0 || !output.Contains("Program Headers", StringComparison.Ordinal))
                continue;

            var elf = ElfFile.TryRead(file);

            Assert.IsNotNull(elf, file);
            CollectionAssert.AreEqual(Values(output, "NEEDED"), elf.Needed.ToList(), file);
            Assert.AreEqual(Values(output, "SONAME").FirstOrDefault(), elf.SoName, file);
            var paths = Values(output, "RUNPATH").Concat(Values(output, "RPATH")).FirstOrDefault() ?? "";
            CollectionAssert.AreEqual(paths.Split(':', StringSplitOptions.RemoveEmptyEntries), elf.SearchPaths.ToList(), file);
            Assert.AreEqual(Interpreter().Match(output) is { Success: true } match ? match.Groups[1].Value : null, elf.Interpreter, file);
            compared++;
        }

        Assert.IsGreaterThan(24, compared);
    }

    [TestMethod]
    public void Takes_any_truncated_or_damaged_file_without_an_exception()
    {
        using var folder = new TempFolder();
        var original = File.ReadAllBytes("/bin/sh");
        var random = new Random(20260101);
        var path = folder["damaged"];

        var rejected = 0;
        for (var round = 0; round < 600; round++)
        {
            var bytes = original.AsSpan(0, round % 3 == 0 ? random.Next(original.Length) : original.Length).ToArray();
            // Most damage goes where offsets, sizes and counts are.
            for (var change = random.Next(1, 12); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(Math.Min(bytes.Length, round % 2 == 0 ? 800 : bytes.Length))] = (byte)(random.Next(4) == 0 ? 0xFF : random.Next(256));

            File.WriteAllBytes(path, bytes);
            rejected += ElfFile.TryRead(path) is null ? 1 : 0;
        }

        Assert.IsGreaterThan(50, rejected);
        Assert.IsLessThan(600, rejected);
    }

    [TestMethod]
    public void Is_null_for_files_that_are_no_ELF_files()
    {
        using var folder = new TempFolder();

        Assert.IsNull(ElfFile.TryRead(folder.Write("empty", "")));
        Assert.IsNull(ElfFile.TryRead(folder.Write("text", "#!/bin/sh\n")));
        Assert.IsNull(ElfFile.TryRead(folder.Write("magic", "\u007fELF\u0002\u0001")));
    }

    internal static IEnumerable<string> SystemLibraries() =>
        new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64" }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.so.*"))
            .Order(StringComparer.Ordinal);

    private static List<string> Values(string output, string tag) =>
        [.. Regex.Matches(output, $@"\({tag}\).*\[(.*)\]").Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"Requesting program interpreter: (.*)\]")]
    private static partial Regex Interpreter();
}
