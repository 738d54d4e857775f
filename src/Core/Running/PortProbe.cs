using System.Net.Sockets;

namespace Containerize.Running;

/// <summary>
/// Looks from outside whether something listens on a published port. An engine's proxy accepts first and closes at once when nobody is behind it, so a
/// connection counts only when it stays open for a moment.
/// </summary>
internal static class PortProbe
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    /// <summary>True when a connection stays open, or is answered.</summary>
    public static async Task<bool> IsOpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            limit.CancelAfter(Moment);
            return await client.GetStream().ReadAsync(new byte[1], limit.Token).ConfigureAwait(false) > 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return client.Connected;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
