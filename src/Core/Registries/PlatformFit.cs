using System.Globalization;
using Containerize.Images;

namespace Containerize.Registries;

/// <summary>
/// Whether an image runs on a platform. Variants of arm, arm64 and amd64 are levels, <c>v6</c> below <c>v7</c>: a lower one runs on a higher one. None
/// given means the usual one: v7, v8, v1 (containerd's normalisation of platforms).
/// </summary>
internal static class PlatformFit
{
    /// <returns>0 when the image does not run there; else more for the better choice.</returns>
    public static int Rank(Platform image, Platform wanted)
    {
        if (image.Os != wanted.Os || image.Architecture != wanted.Architecture)
            return 0;

        if (Level(image) is not { } has || Level(wanted) is not { } can)
            return image.Variant == wanted.Variant ? 1 : 0;

        return has <= can ? has + 1 : 0;
    }

    private static int? Level(Platform platform)
    {
        var usual = platform.Architecture switch { "arm" => "v7", "arm64" => "v8", "amd64" => "v1", _ => null };
        var variant = platform.Variant ?? usual;
        return variant is ['v', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level < 100 ? level : null;
    }
}
