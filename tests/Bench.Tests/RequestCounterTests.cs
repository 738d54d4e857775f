using System.Text;

namespace Containerize.Bench.Tests;

[TestClass]
public sealed class RequestCounterTests
{
    private const string Push =
        "HEAD /v2/app/blobs/sha256:1 HTTP/1.1\r\nHost: x\r\n\r\n" +
        "PATCH /v2/app/blobs/uploads/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nGET / HTTP/1" +
        "PUT /v2/app/blobs/uploads/2 HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n5;name=value\r\nab\r\nc\r\n1F\r\n0123456789012345678901234567890\r\n0\r\nTrailer: 1\r\n\r\n" +
        "PUT /v2/app/manifests/latest HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody" +
        "GET /v2/ HTTP/1.1\r\n\r\n";

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(100_000)]
    public void Requests_and_bytes_of_blobs_are_the_same_however_the_stream_is_cut(int size)
    {
        var counter = new RequestCounter();
        foreach (var part in Encoding.ASCII.GetBytes(Push).Chunk(size))
            counter.Feed(part);

        Assert.AreEqual((5L, 12L + 5 + 31), (counter.Requests, counter.BlobBytes));
    }

    [TestMethod]
    public void After_an_upgrade_nothing_is_taken_for_a_request()
    {
        var counter = new RequestCounter();
        counter.Feed("POST /session HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI * HTTP/2.0\r\n\r\nGET / HTTP/1.1\r\n\r\n"u8);

        Assert.AreEqual(1, counter.Requests);
    }
}
