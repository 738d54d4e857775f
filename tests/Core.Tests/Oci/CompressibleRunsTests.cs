using System.Globalization;
using System.IO.Compression;
using System.Text;
using Containerize.Oci.Layers;

namespace Containerize.Core.Tests.Oci;

[TestClass]
public sealed class CompressibleRunsTests
{
    private const int Unit = 1 << 10;

    [TestMethod]
    public void Random_bytes_and_what_is_compressed_already_are_noise()
    {
        Assert.AreEqual($"noise {Unit * 400}", Runs(Noise(Unit * 400)));

        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(Text(4 << 20));
        var runs = Runs(compressed.ToArray());
        var noise = runs.Split("noise ").Skip(1).Sum(run => int.Parse(run.Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.IsGreaterThan(compressed.Length * 99 / 100, noise, runs);
    }

    [TestMethod]
    public void Text_code_and_bytes_that_are_only_nearly_even_are_compressed()
    {
        Assert.AreEqual($"data {Unit * 400}", Runs(Text(Unit * 400)));
        var assembly = File.ReadAllBytes(typeof(CompressibleRuns).Assembly.Location);
        Assert.AreEqual($"data {assembly.Length}", Runs(assembly));

        // Six bits of eight, as base64 has, and 16-bit samples whose upper halves are quiet.
        Assert.AreEqual($"data {Unit * 40}", Runs(Encoding.ASCII.GetBytes(Convert.ToBase64String(Noise(Unit * 30)))));
        Assert.AreEqual($"data {Unit * 40}", Runs([.. Noise(Unit * 20).SelectMany(value => new[] { value, (byte)(value & 15) })]));
    }

    [TestMethod]
    public void Noise_is_cut_out_where_it_is_long_enough_wherever_it_begins()
    {
        var text = Text(Unit * 40);
        for (var before = 0; before < 20; before++)
        {
            byte[] With(int noise) => [.. text.AsSpan(0, before * Unit), .. Noise(noise * Unit), .. text.AsSpan(before * Unit)];

            Assert.AreEqual($"data {Unit * 47}", Runs(With(7)));
            Assert.AreEqual($"{(before > 0 ? $"data {Unit * before} " : "")}noise {Unit * 8} data {Unit * (40 - before)}", Runs(With(8)));
        }
    }

    [TestMethod]
    public void Noise_runs_up_to_a_header_and_from_its_end()
    {
        byte[] file = [.. new byte[512], .. Noise(Unit * 12)];

        Assert.AreEqual($"data {Unit} noise {Unit * 11} data {Unit} noise {Unit * 12}", Runs([.. file, .. file]));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(Unit - 1)]
    public void What_is_shorter_than_a_unit_is_compressed(int length) => Assert.AreEqual($"data {length}", Runs(Noise(length)));

    private static string Runs(ReadOnlySpan<byte> bytes)
    {
        var runs = new List<string>();
        while (bytes.Length > 0)
        {
            var length = CompressibleRuns.First(bytes, out var isNoise);
            runs.Add($"{(isNoise ? "noise" : "data")} {length}");
            bytes = bytes[length..];
        }

        return string.Join(' ', runs);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(int length)
    {
        var (random, text) = (new Random(12), new StringBuilder());
        while (text.Length < length)
            text.Append("value").Append(random.Next(1 << 20)).Append(" = ").Append(random.Next(1000)).Append(";\n");
        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
