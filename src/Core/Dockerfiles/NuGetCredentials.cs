using System.Xml;
using System.Xml.Linq;

namespace Containerize.Dockerfiles;

/// <summary>Tells whether a nuget.config may be copied into an image layer.</summary>
internal static class NuGetCredentials
{
    private static readonly string[] Sections = ["packageSourceCredentials", "apikeys", "clientCertificates"];

    /// <summary>True when it holds credentials, or cannot be read to tell: then it is safer to take it for secret.</summary>
    public static bool AreIn(string path)
    {
        try
        {
            var elements = XDocument.Load(path).Descendants().ToArray();
            return elements.Any(element => Sections.Contains(element.Name.LocalName, StringComparer.OrdinalIgnoreCase) && element.HasElements)
                || elements.Attributes("value").Any(value => HasUser(value.Value));
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // https://user:password@feed.example.com
    private static bool HasUser(string value) =>
        value.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0;
}
