namespace Containerize.Engines;

/// <summary>
/// Requests that fail only because an image went away in the engine while they ran. Podman reads all of its images to tell about one, to list some, or to
/// find a build's cached steps, and fails when another of them is removed at that moment; containerd collects unpacked layers that an image of before had.
/// </summary>
internal static class StoreRaces
{
    private const int Tries = 6;

    /// <summary>Asks, and asks again while the answer is such a fault. Only for requests that change nothing when they fail.</summary>
    /// <exception cref="EngineException">Any other refusal, or the last of six in a row.</exception>
    public static async Task<T> AgainAsync<T>(Func<Task<T>> ask)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (EngineException e) when (left > 0 && Is(e.EngineMessage))
            {
                // Each try is a look at the store as it is then: there is nothing to wait for.
            }
        }
    }

    // "not known" alone would be a name that a Dockerfile gets wrong as well, which no further try finds.
    private static bool Is(string message) =>
        message.Contains("parent snapshot", StringComparison.Ordinal)
        || message.Contains("layer not known", StringComparison.Ordinal)
        || (Missing.Any(missing => message.Contains(missing, StringComparison.Ordinal)) && Walks.Any(walk => message.Contains(walk, StringComparison.Ordinal)));

    // How containers/storage says that an image's record, or a blob in it, is gone.
    private static readonly string[] Missing = ["image not known", "size is not known"];

    private static readonly string[] Walks = ["locating image with ID", "reading image ", "checking if ", "retrieving label", "retrieving parent"];
}
