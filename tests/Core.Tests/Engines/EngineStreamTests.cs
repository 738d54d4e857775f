using System.Text;
using System.Text.Json.Nodes;
using Containerize.Engines;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineStreamTests
{
    private const string Messages = "{\"stream\":\"a } \\\" { b\"}\r\n{\"n\":[1,{\"x\":\"😀é\"}]}{\"status\":\"\\\\\"}\n\n  {\"aux\":{\"ID\":\"sha256:1\"}}";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Reads_messages_that_are_split_at_every_byte()
    {
        var bytes = Encoding.UTF8.GetBytes(Messages);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var messages = await ReadAsync(new PiecewiseStream(bytes, size));

            CollectionAssert.AreEqual(
                new[] { "{\"stream\":\"a } \\\" { b\"}", "{\"n\":[1,{\"x\":\"😀é\"}]}", "{\"status\":\"\\\\\"}", "{\"aux\":{\"ID\":\"sha256:1\"}}" },
                messages.Select(message => message.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
                    .Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal)).ToArray(),
                $"pieces of {size} bytes");
        }
    }

    [TestMethod]
    public async Task Reads_a_message_of_ten_mebibytes()
    {
        var text = new string('x', 10 << 20);

        var messages = await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"stream\":\"{text}\"}}\n{{}}")));

        Assert.HasCount(2, messages);
        Assert.AreEqual(text, messages[0].Text("stream"));
    }

    [TestMethod]
    [DataRow("{\"stream\":\"a", DisplayName = "ends in a string")]
    [DataRow("{}{", DisplayName = "ends in an object")]
    [DataRow("<html>", DisplayName = "html")]
    [DataRow("[1]", DisplayName = "no object")]
    [DataRow("{\"a\":}", DisplayName = "bad json")]
    public async Task Refuses_what_is_no_stream_of_objects(string text) =>
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    [TestMethod]
    public async Task Reads_log_frames_that_are_split_at_every_byte()
    {
        byte[] bytes = [.. Frame(1, "one\ntw"), .. Frame(2, "err"), .. Frame(1, ""), .. Frame(1, "o é"), .. Frame(2, "or\r\n"), .. Frame(1, "\nlast")];
        for (var size = 1; size <= bytes.Length; size++)
        {
            var lines = await LogAsync(new PiecewiseStream(bytes, size), terminal: false);

            CollectionAssert.AreEqual(new LogLine[] { new(false, "one"), new(true, "error"), new(false, "two é"), new(false, "last") }, lines, $"pieces of {size} bytes");
        }
    }

    [TestMethod]
    public async Task Reads_the_log_of_a_terminal_as_it_is() =>
        CollectionAssert.AreEqual(
            new LogLine[] { new(false, "one"), new(false, "two") },
            await LogAsync(new PiecewiseStream("one\r\ntwo\r\n"u8.ToArray(), 2), terminal: true));

    [TestMethod]
    public async Task Ends_with_what_is_there_when_a_frame_is_cut()
    {
        byte[] bytes = [.. Frame(1, "whole\n"), 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'x'];

        CollectionAssert.AreEqual(new LogLine[] { new(false, "whole"), new(false, "x") }, await LogAsync(new MemoryStream(bytes), terminal: false));
    }

    [TestMethod]
    public async Task Refuses_frames_of_unknown_kind() =>
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => LogAsync(new MemoryStream([9, 0, 0, 0, 0, 0, 0, 1, 65]), terminal: false));

    [TestMethod]
    public void Finds_the_lines_in_progress_of_a_build()
    {
        // StatusResponse { vertexes { digest "d" } logs { vertex "v", timestamp {}, stream 1, msg "one\ntwo\n" } }
        byte[] log = [0x0A, 1, (byte)'v', 0x12, 0, 0x18, 1, 0x22, 8, .. "one\ntwo\n"u8];
        byte[] status = [0x0A, 3, 0x0A, 1, (byte)'d', 0x1A, (byte)log.Length, .. log];

        CollectionAssert.AreEqual(new[] { "one", "two" }, new BuildKitProgress().LinesOf(Convert.ToBase64String(status)).ToArray());
        for (var length = 0; length < status.Length; length++)
            Assert.IsEmpty(new BuildKitProgress().LinesOf(Convert.ToBase64String(status[..length])), $"cut after {length} bytes");
    }

    private static byte[] Frame(byte kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [kind, 0, 0, 0, 0, 0, 0, (byte)bytes.Length, .. bytes];
    }

    private async Task<List<JsonObject>> ReadAsync(Stream stream)
    {
        var messages = new List<JsonObject>();
        await foreach (var message in JsonMessageReader.ReadAsync(stream, () => { }, TestContext.CancellationToken))
            messages.Add(message);
        return messages;
    }

    private async Task<List<LogLine>> LogAsync(Stream stream, bool terminal)
    {
        var lines = new List<LogLine>();
        await foreach (var line in LogReader.ReadAsync(stream, terminal, TestContext.CancellationToken))
            lines.Add(line);
        return lines;
    }

    private sealed class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.Length > size ? buffer[..size] : buffer, cancellationToken);
    }
}
