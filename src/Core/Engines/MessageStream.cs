using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>A request with a streamed body whose answer is a stream of messages: load and build.</summary>
internal sealed class MessageStream(EngineConnection connection, string what)
{
    /// <summary>Bytes of the body that were sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Sends the request and gives each message as it comes, those that hold errors too.</summary>
    public async IAsyncEnumerable<JsonObject> SendAsync(
        string path, Func<Stream, CancellationToken, Task> write, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new StallTimer(connection.Options.StallTimeout, cancellationToken);
        using var content = new StreamedContent(write, timer);
        using var response = await OpenAsync(path, content, timer).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var messages = JsonMessageReader.ReadAsync(stream, timer.Reset, timer.Token).GetAsyncEnumerator(timer.Token);
            await using (messages.ConfigureAwait(false))
            {
                while (await MoveNextAsync(messages, timer).ConfigureAwait(false))
                {
                    BytesSent = content.BytesSent;
                    yield return messages.Current;
                }
            }
        }

        BytesSent = content.BytesSent;
    }

    /// <summary>What went wrong, if the message says so.</summary>
    public static string? ErrorOf(JsonObject message)
    {
        var detail = message.Child("errorDetail").Text("message");
        var error = detail.Length > 0 ? detail : message.Text("error");
        return error.Length > 0 ? error.Trim().TrimEnd('.') : null;
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, StreamedContent content, StallTimer timer)
    {
        try
        {
            return await connection.OpenAsync(HttpMethod.Post, path, content, what, timer).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.Expired)
        {
            throw connection.Silent(what, timer.Limit);
        }
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<JsonObject> messages, StallTimer timer)
    {
        try
        {
            return await messages.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.Expired)
        {
            throw connection.Silent(what, timer.Limit);
        }
        catch (Exception e) when (EngineFaults.IsTransport(e) || e is InvalidDataException)
        {
            throw connection.Died(what, e);
        }
    }
}
