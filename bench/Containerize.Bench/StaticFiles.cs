using System.Text;

namespace Containerize.Bench;

/// <summary>20,000 files, 235 MB: text that compresses well, and as much that is compressed already. A fixed seed makes them equal in every run.</summary>
public static class StaticFiles
{
    private const int Count = 20_000;
    private const int Folders = 200;
    private const long TotalBytes = 235_000_000;

    /// <summary>Writes them all.</summary>
    public static void Write(string folder)
    {
        var random = new Random(235);
        var weights = Enumerable.Range(0, Count).Select(_ => Math.Exp(random.NextDouble() * 5)).ToArray(); // the largest is some 150 times the smallest
        var unit = TotalBytes / weights.Sum();
        for (var number = 0; number < Count; number++)
        {
            var directory = Path.Combine(folder, $"set{number % Folders:D3}");
            Directory.CreateDirectory(directory);
            var size = (int)(weights[number] * unit);
            if (number / Folders % 2 == 0)
                File.WriteAllBytes(Path.Combine(directory, $"page{number}.js"), Text(random, size));
            else
                File.WriteAllBytes(Path.Combine(directory, $"font{number}.woff2"), Noise(random, size));
        }
    }

    private static byte[] Noise(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(Random random, int size)
    {
        var text = new StringBuilder(size + 64);
        while (text.Length < size)
            text.Append("export const value").Append(random.Next(1 << 20)).Append(" = (a, b) => a * ").Append(random.Next(1000)).Append(" + b;\n");

        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }
}
