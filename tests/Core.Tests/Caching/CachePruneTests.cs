using Containerize.Caching;
using Containerize.References;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>What goes when a cache is too large, and what never does.</summary>
[TestClass]
public sealed class CachePruneTests
{
    private static readonly DateTime Now = DateTime.UtcNow;

    [TestMethod]
    public void What_was_used_longest_ago_goes_until_the_size_is_right()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var (oldest, older, old) = (Add(store, 1, 300), Add(store, 2, 200), Add(store, 3, 100));
        CachePrune.Touch(store.PathOf(oldest), Now.AddHours(-50)); // written first, but used since

        var result = new CachePrune(store).Run(150, [], Now);

        Assert.AreEqual(new PruneResult(300, 100, 2), result);
        Assert.IsFalse(store.Contains(older) || store.Contains(old));
        Assert.IsTrue(store.Contains(oldest));
    }

    [TestMethod]
    public void What_is_in_use_stays_whatever_the_size_is()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var (ours, theirs, nobodys) = (Add(store, 1, 100), Add(store, 2, 0), Add(store, 3, 2));

        new CachePrune(store).Run(0, [ours], Now);

        Assert.IsTrue(store.Contains(ours), "this build's own");
        Assert.IsTrue(store.Contains(theirs), "somebody has used it just now");
        Assert.IsFalse(store.Contains(nobodys));
    }

    [TestMethod]
    public void Parts_of_killed_builds_go_after_a_day_and_links_are_left_alone()
    {
        using var folder = new TempFolder();
        var outside = folder.Write("outside", "1");
        var left = folder.Write("cache/tmp/left", "1");
        var fresh = folder.Write("cache/tmp/fresh", "1");
        File.SetLastWriteTimeUtc(left, Now.AddDays(-2));
        Directory.CreateDirectory(folder["cache/blobs/sha256"]);
        File.CreateSymbolicLink(folder["cache/blobs/sha256/" + new string('a', 64)], outside);

        new CachePrune(new BlobStore(folder["cache"])).Run(0, [], Now);

        Assert.IsFalse(File.Exists(left));
        Assert.IsTrue(File.Exists(fresh));
        Assert.IsTrue(File.Exists(outside));
    }

    [TestMethod]
    public void A_record_without_its_blob_goes_with_it()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var blob = Add(store, 1, 100);
        var record = folder.Write("layers/key", $"{blob} 100 {blob} 100 x\n");
        File.SetLastWriteTimeUtc(record, Now.AddDays(-1));

        new CachePrune(store).Run(0, [], Now);

        Assert.IsFalse(File.Exists(record));
    }

    // A blob of 100 bytes that was used so many hours ago.
    private static Digest Add(BlobStore store, byte content, int hours)
    {
        var bytes = new byte[100];
        Array.Fill(bytes, content);
        var digest = store.Add(bytes);
        File.SetLastWriteTimeUtc(store.PathOf(digest), Now.AddHours(-hours));
        File.SetLastAccessTimeUtc(store.PathOf(digest), Now.AddHours(-hours));
        return digest;
    }
}
