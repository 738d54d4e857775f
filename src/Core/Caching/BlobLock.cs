namespace Containerize.Caching;

/// <summary>
/// Lets one of several builds make or fetch a blob while the others wait for it: a file in <c>locks/</c> that is held open. It ends with its process, however
/// that ends. Where files cannot be locked nobody waits; then a blob may be made twice, and the second takes the place of the first.
/// </summary>
internal static class BlobLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until nobody else holds the blob; null when it cannot be locked.</summary>
    /// <param name="store">The store that the blob is for.</param>
    /// <param name="name">Names the blob.</param>
    /// <param name="log">Hears that somebody is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDisposable?> TakeAsync(BlobStore store, string name, IBuildLog log, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(store.Root, "locks");
        var isTold = false;
        while (true)
        {
            try
            {
                BlobStore.CreatePrivate(folder);
                return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (!isTold)
                    log.Detail($"{name} is being made; waiting for it");
                isTold = true;
            }
            catch (IOException)
            {
                return null;
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // What the framework says of a file that another process holds: EAGAIN from flock (11, on macOS and BSD 35), ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 32 or 33 : exception.HResult is 11 or 35;
}
