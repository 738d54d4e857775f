using Containerize.Io;
using Containerize.Testing;

namespace Containerize.Core.Tests;

[TestClass]
public sealed class AtomicFileTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Leaves_the_old_file_whole_when_writing_fails()
    {
        using var folder = new TempFolder();
        var path = folder.Write("image.tar", "old");

        await Assert.ThrowsExactlyAsync<IOException>(() => AtomicFile.WriteAsync(
            path,
            async (stream, token) =>
            {
                await stream.WriteAsync("half"u8.ToArray(), token);
                throw new IOException("disk full");
            },
            TestContext.CancellationToken));

        Assert.AreEqual("old", await File.ReadAllTextAsync(path, TestContext.CancellationToken));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }
}
