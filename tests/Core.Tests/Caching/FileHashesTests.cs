using System.Runtime.Versioning;
using Containerize.Caching;
using Containerize.Io;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>What counts as the same file, and when that may be believed.</summary>
[TestClass]
[SupportedOSPlatform("linux")]
public sealed class FileHashesTests
{
    private const long ThreeSeconds = 3_000_000_000;

    private static readonly FileContent Content = new(3, new string('a', 64));

    [TestInitialize]
    public void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("stamps are taken on Linux only");
    }

    [TestMethod]
    public void A_file_that_nobody_touched_is_known_to_the_next_build()
    {
        using var folder = new TempFolder();
        var file = folder.Write("a b\u00e4.txt", "one");
        Remember(folder["hashes"], file, ThreeSeconds);

        Assert.AreEqual(Content, FileHashes.Load(folder["hashes"]).Find(file));
    }

    [TestMethod]
    public void New_content_with_the_old_inode_size_and_time_as_MSBuilds_Copy_writes_it_is_noticed()
    {
        using var folder = new TempFolder();
        var file = folder.Write("a.txt", "one");
        var time = DateTime.UnixEpoch.AddYears(50);
        File.SetLastWriteTimeUtc(file, time);
        Remember(folder["hashes"], file, ThreeSeconds);
        var before = FileStamp.Of(file)!.Value;

        // In place, and the time set back.
        var stamp = before;
        while (stamp.Changed == before.Changed)
        {
            File.WriteAllText(file, "two");
            File.SetLastWriteTimeUtc(file, time);
            stamp = FileStamp.Of(file)!.Value;
        }

        Assert.AreEqual(before.Identity, stamp.Identity, "device, inode, size and time of modification are the same");
        Assert.IsNull(FileHashes.Load(folder["hashes"]).Find(file));
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(1_900_000_000L)]
    [DataRow(-ThreeSeconds)]
    public void A_file_that_changed_within_two_seconds_or_in_the_future_is_not_remembered(long age)
    {
        using var folder = new TempFolder();
        var file = folder.Write("a.txt", "one");
        Remember(folder["hashes"], file, age);

        Assert.IsNull(FileHashes.Load(folder["hashes"]).Find(file));
    }

    [TestMethod]
    public void A_file_that_changes_while_it_is_read_is_not_remembered()
    {
        using var folder = new TempFolder();
        var file = folder.Write("a.txt", "one");
        var before = FileStamp.Of(file)!.Value;
        File.WriteAllText(file, "three");
        var hashes = FileHashes.Load(folder["hashes"]);
        hashes.Add(file, Content, before, before.Changed + ThreeSeconds);

        Assert.IsNull(hashes.Find(file));
    }

    [TestMethod]
    [DataRow("garbage")]
    [DataRow("aaaa 3 1 2\t/x\n\0\0\0")]
    [DataRow("")]
    public void Damaged_records_know_nothing(string text)
    {
        using var folder = new TempFolder();
        var file = folder.Write("a.txt", "one");

        Assert.IsNull(FileHashes.Load(folder.Write("hashes", text)).Find(file));
    }

    [TestMethod]
    public void Files_that_were_not_asked_for_are_forgotten()
    {
        using var folder = new TempFolder();
        var (kept, gone) = (folder.Write("kept", "1"), folder.Write("gone", "2"));
        Remember(folder["hashes"], gone, ThreeSeconds);
        Remember(folder["hashes"], kept, ThreeSeconds);

        Assert.IsNull(FileHashes.Load(folder["hashes"]).Find(gone));
        Assert.IsNotNull(FileHashes.Load(folder["hashes"]).Find(kept));
    }

    private static void Remember(string records, string file, long age)
    {
        var stamp = FileStamp.Of(file)!.Value;
        var hashes = FileHashes.Load(records);
        hashes.Add(file, Content, stamp, stamp.Changed + age);
        hashes.Save();
    }
}
