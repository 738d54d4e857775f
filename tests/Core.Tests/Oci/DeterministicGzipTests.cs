using System.IO.Compression;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Layers;

namespace Containerize.Core.Tests.Oci;

[TestClass]
public sealed class DeterministicGzipTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1 << 20)]
    [DataRow((5 << 20) + 17)]
    public async Task Bytes_are_the_same_for_any_workers_and_write_sizes_and_read_back(int length)
    {
        var data = new byte[length];
        new Random(7).NextBytes(data.AsSpan(0, length / 2));

        var one = await CompressAsync(data, 1, 1 << 20);
        var many = await CompressAsync(data, 5, 4099);

        CollectionAssert.AreEqual(one, many);
        CollectionAssert.AreEqual(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255 }, one[..10]);
        await AssertReadsBackAsync(data, one);
    }

    [TestMethod]
    public async Task Noise_between_text_is_stored_and_the_rest_compressed()
    {
        var data = new byte[3 << 20];
        var random = new Random(7);
        for (var start = 0; start < data.Length; start += 160 << 10)
            random.NextBytes(data.AsSpan(start, Math.Min(80 << 10, data.Length - start)));

        var one = await CompressAsync(data, 1, 1 << 20);

        CollectionAssert.AreEqual(one, await CompressAsync(data, 5, 4099));
        Assert.IsInRange(data.Length / 2, (data.Length / 2) + (100 << 10), one.Length);
        await AssertReadsBackAsync(data, one);
    }

    // The fixed codes of level 1 have nine bits for these bytes, and deflate finds nothing to refer to.
    [TestMethod]
    public async Task Bytes_that_a_level_makes_larger_have_room()
    {
        var random = new Random(7);
        var data = new byte[(2 << 20) + 5];
        for (var i = 0; i < data.Length; i++)
            data[i] = (byte)random.Next(144, 256);

        await AssertReadsBackAsync(data, await CompressAsync(data, 2, 1 << 16, level: 1));
    }

    // As many runs as a block can have.
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task Noise_in_the_shortest_runs_has_room(int level)
    {
        var random = new Random(7);
        var data = new byte[2 << 20];
        for (var start = 0; start < data.Length; start += 9 << 10)
            random.NextBytes(data.AsSpan(start, Math.Min(8 << 10, data.Length - start)));

        await AssertReadsBackAsync(data, await CompressAsync(data, 2, 1 << 16, level));
    }

    [TestMethod]
    public void Checksums_of_two_runs_are_combined_as_the_standard_computes_both() =>
        Assert.AreEqual(0xCBF43926u, Crc32.Combine(0x9BE3E0A3, 0x131DA070, 5)); // of 1234, 56789 and 123456789

    // Large objects have the runtime collect the whole heap of the build that this runs in.
    [TestMethod]
    [DoNotParallelize]
    public async Task Compressing_leaves_the_managed_heap_alone()
    {
        var data = new byte[32 << 20];
        new Random(7).NextBytes(data);
        using var hash = new HashingStream(Stream.Null);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using (var gzip = new DeterministicGzip(hash, 1, 2))
        {
            await gzip.WriteAsync(data, TestContext.CancellationToken);
            await gzip.CompleteAsync(TestContext.CancellationToken);
        }

        Assert.IsLessThan(1 << 20, GC.GetTotalAllocatedBytes(precise: true) - before);
        Assert.IsGreaterThan(data.Length, hash.Count);
    }

    [TestMethod]
    public async Task A_stream_that_is_broken_off_does_not_disturb_the_next()
    {
        var data = new byte[(5 << 20) + 17];
        new Random(7).NextBytes(data);
        var right = await CompressAsync(data, 4, data.Length);

        for (var i = 0; i < 20; i++)
        {
            using (var broken = new DeterministicGzip(Stream.Null, 6, 4))
                await broken.WriteAsync(data.AsMemory(0, (i % 5 * (1 << 20)) + i), TestContext.CancellationToken);

            CollectionAssert.AreEqual(right, await CompressAsync(data, 4, 1 << 18));
        }
    }

    [TestMethod]
    public async Task Large_file_streams_with_flat_memory()
    {
        var length = Environment.GetEnvironmentVariable("CONTAINERIZE_TEST_LONG") == "1" ? 9L << 30 : 1L << 28;
        using var hash = new HashingStream(Stream.Null);
        using var gzip = new DeterministicGzip(hash, 1, 2);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var header = new TarHeader("big", FileEntryKind.File, Modes.File, Ownership.Root, length, 1);
        var chunk = new byte[1 << 20];

        await new TarWriter(gzip).WriteAsync(
            header,
            async output =>
            {
                for (long written = 0; written < length; written += chunk.Length)
                    await output.WriteAsync(chunk, TestContext.CancellationToken);
            },
            TestContext.CancellationToken);
        await gzip.CompleteAsync(TestContext.CancellationToken);

        process.Refresh();
        Assert.IsLessThan(128L << 20, process.WorkingSet64 - before);
    }

    private async Task AssertReadsBackAsync(byte[] data, byte[] compressed)
    {
        using var back = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        await gzip.CopyToAsync(back, TestContext.CancellationToken);
        CollectionAssert.AreEqual(data, back.ToArray());
    }

    private async Task<byte[]> CompressAsync(byte[] data, int workers, int chunk, int level = 6)
    {
        using var output = new MemoryStream();
        using var gzip = new DeterministicGzip(output, level, workers);
        for (var i = 0; i < data.Length; i += chunk)
            await gzip.WriteAsync(data.AsMemory(i, Math.Min(chunk, data.Length - i)), TestContext.CancellationToken);
        await gzip.CompleteAsync(TestContext.CancellationToken);
        return output.ToArray();
    }
}
