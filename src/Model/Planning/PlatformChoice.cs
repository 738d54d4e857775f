using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Which platform the image is for: ContainerRuntimeIdentifier, else RuntimeIdentifier, else Linux on the architecture of the SDK.</summary>
public static class PlatformChoice
{
    /// <summary>The platform, with its runtime identifier. CTZ0131 when no image can be made for it.</summary>
    public static Choice<ImagePlatform> Choose(ProjectFacts facts)
    {
        var (runtimeIdentifier, source) = Find(facts);
        if (Platform.FromRuntimeIdentifier(runtimeIdentifier) is { } platform)
            return new(new(runtimeIdentifier, platform), [], $"{platform} (from {source})");

        return new(new("linux-x64", new Platform("linux", "amd64")), [ProjectCodes.UnsupportedPlatform.With(runtimeIdentifier)]);
    }

    private static (string RuntimeIdentifier, string Source) Find(ProjectFacts facts)
    {
        if (facts.Image.ContainerRuntimeIdentifier.Length > 0)
            return (facts.Image.ContainerRuntimeIdentifier, "ContainerRuntimeIdentifier");
        if (facts.App.RuntimeIdentifier.Length > 0)
            return (facts.App.RuntimeIdentifier, "RuntimeIdentifier");

        // The last part: the SDK's own second part would be "musl" on Alpine.
        var sdk = facts.App.SdkRuntimeIdentifier;
        return ("linux-" + (sdk.Length == 0 ? "x64" : sdk.Substring(sdk.LastIndexOf('-') + 1)), "the SDK that builds");
    }
}

/// <summary>What an image is made for.</summary>
/// <param name="RuntimeIdentifier">Runtime identifier, <c>linux-musl-x64</c>.</param>
/// <param name="Platform">The same in OCI's words, which do not know the C library.</param>
public sealed record ImagePlatform(string RuntimeIdentifier, Platform Platform)
{
    /// <summary>True when the app was published for musl.</summary>
    public bool IsMusl => RuntimeIdentifier.StartsWith("linux-musl", StringComparison.Ordinal);
}
