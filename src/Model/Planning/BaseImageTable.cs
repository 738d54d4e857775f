using System.Globalization;
using Containerize.Images;
using Containerize.References;

namespace Containerize.Planning;

/// <summary>
/// What Microsoft's Linux bases <c>dotnet/runtime-deps</c>, <c>dotnet/runtime</c> and <c>dotnet/aspnet</c> declare, by version and family, so that a
/// plan needs no network. From .NET 8 on they declare APP_UID=1654 and port 8080, and only the chiseled and distroless families declare a USER.
/// </summary>
public static class BaseImageTable
{
    /// <summary>Where these images are.</summary>
    public const string Registry = "mcr.microsoft.com";

    /// <summary>The user that Microsoft's images, and ours from scratch, have for apps.</summary>
    public const string AppUser = "1654";

    /// <summary>What the base declares; null when it is none of these images, or a Windows one.</summary>
    /// <param name="reference">Full reference. With a tag and a digest the tag says what it is.</param>
    public static BaseImageConfig? Find(string reference)
    {
        if (!ReferenceParser.TryParse(reference, out var parsed, out _) || parsed.Registry != Registry || parsed.Tag is null)
            return null;
        if (parsed.Repository is not ("dotnet/runtime-deps" or "dotnet/runtime" or "dotnet/aspnet") || IsWindows(parsed.Tag))
            return null;
        if (!int.TryParse(parsed.Tag.Split('.', '-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < 6)
            return null;

        return major < 8
            ? new() { Environment = [new("ASPNETCORE_URLS", "http://+:80"), new("DOTNET_RUNNING_IN_CONTAINER", "true")] }
            : new()
            {
                User = IsWithoutShell(parsed.Tag) ? AppUser : "",
                Environment = [new("APP_UID", AppUser), new("ASPNETCORE_HTTP_PORTS", "8080"), new("DOTNET_RUNNING_IN_CONTAINER", "true")],
            };
    }

    /// <summary>True for scratch and for Microsoft's chiseled and distroless images: no shell, no package manager.</summary>
    public static bool HasNoShell(string reference) =>
        reference == BaseImage.Scratch
        || (ReferenceParser.TryParse(reference, out var parsed, out _) && parsed.Registry == Registry && parsed.Tag is not null && IsWithoutShell(parsed.Tag));

    private static bool IsWithoutShell(string tag) => Has(tag, "-chiseled") || Has(tag, "-distroless");

    private static bool IsWindows(string tag) => Has(tag, "nanoserver") || Has(tag, "windowsservercore");

    private static bool Has(string tag, string part) => tag.IndexOf(part, StringComparison.Ordinal) >= 0;
}
