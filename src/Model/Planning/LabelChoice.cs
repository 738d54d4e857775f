using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Labels: those of the SDK's container publish, from the same properties and switches (Microsoft.NET.Build.Containers.targets), with the
/// project's own on top. No time stamp unless SOURCE_DATE_EPOCH is set.
/// </summary>
internal static class LabelChoice
{
    private const string Oci = "org.opencontainers.image.";
    private const string BaseDigest = Oci + "base.digest";

    public static Choice<IReadOnlyList<NamedValue>> Choose(ProjectFacts facts, string baseReference, long created)
    {
        var found = new List<Diagnostic>();
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (IsOn(facts.Labels, "ContainerGenerateLabels"))
        {
            foreach (var label in Generated(facts, baseReference, created))
            {
                if (label.Value.Length > 0 && TextCheck.Accepts($"The label '{label.Name}'", label.Value, found))
                    labels[label.Name] = label.Value;
            }
        }

        foreach (var item in facts.ContainerLabels)
        {
            if (item.Include.Length == 0 || item.Include.IndexOf('\0') >= 0)
                found.Add(ProjectCodes.InvalidLabel.With($"ContainerLabel '{item.Include.Replace("\0", "\\0")}'"));
            else if (TextCheck.Accepts("The name of a ContainerLabel", item.Include, found) && TextCheck.Accepts($"ContainerLabel '{item.Include}'", item["Value"], found))
                labels[item.Include] = item["Value"];
        }

        return new([.. labels.Select(label => new NamedValue(label.Key, label.Value))], found);
    }

    /// <summary>Whether assembly shall add the digest of the base.</summary>
    public static bool WantsBaseDigest(ProjectFacts facts, string baseReference) =>
        baseReference != BaseImage.Scratch
        && IsOn(facts.Labels, "ContainerGenerateLabels")
        && IsOn(facts.Labels, "ContainerGenerateLabelsImageBaseDigest")
        && facts.ContainerLabels.All(item => item.Include != BaseDigest);

    private static IEnumerable<NamedValue> Generated(ProjectFacts facts, string baseReference, long created)
    {
        var labels = facts.Labels;
        if (facts.Image.SourceDateEpoch.Length > 0 && Wants("ImageCreated"))
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            yield return new("org.opencontainers.artifact.created", time);
            yield return new(Oci + "created", time);
        }

        if (Wants("ImageDescription"))
        {
            yield return new("org.opencontainers.artifact.description", First("ContainerDescription", "Description"));
            yield return new(Oci + "description", First("ContainerDescription", "Description"));
        }

        if (Wants("ImageAuthors"))
            yield return new(Oci + "authors", First("ContainerAuthors", "Authors"));
        if (Wants("ImageUrl"))
            yield return new(Oci + "url", First("ContainerInformationUrl", "PackageProjectUrl"));
        if (Wants("ImageDocumentation"))
            yield return new(Oci + "documentation", First("ContainerDocumentationUrl", "PackageProjectUrl"));
        if (Wants("ImageVersion"))
            yield return new(Oci + "version", First("ContainerVersion", "PackageVersion"));
        if (Wants("ImageVendor"))
            yield return new(Oci + "vendor", labels["ContainerVendor"]);
        if (Wants("ImageLicenses"))
            yield return new(Oci + "licenses", First("ContainerLicenseExpression", "PackageLicenseExpression"));
        if (Wants("ImageTitle"))
            yield return new(Oci + "title", First("ContainerTitle", "Title"));
        if (Wants("ImageBaseName") && baseReference != BaseImage.Scratch)
            yield return new(Oci + "base.name", BaseImageChoice.LabelName(facts, baseReference));

        if (Wants("DotnetToolset"))
        {
            yield return new("net.dot.runtime.majorminor", facts.App.FrameworkVersion);
            yield return new("net.dot.sdk.version", facts.App.SdkVersion);
        }

        if (!IsTrue(labels["PublishRepositoryUrl"]))
            yield break;
        if (Wants("ImageSource"))
            yield return new(Oci + "source", SourceUrl(labels));
        if (Wants("ImageRevision"))
            yield return new(Oci + "revision", labels["SourceRevisionId"]);

        bool Wants(string name) => IsOn(labels, "ContainerGenerateLabels" + name);

        string First(string name, string fallback) => labels[name].Length > 0 ? labels[name] : labels[fallback];
    }

    // Credentials in the URL are no part of where the source is.
    private static string SourceUrl(LabelFacts labels)
    {
        var url = labels["PrivateRepositoryUrl"];
        if (string.Equals(labels["RepositoryType"], "git", StringComparison.OrdinalIgnoreCase) && url.EndsWith(".git", StringComparison.Ordinal))
            url = url.Substring(0, url.Length - ".git".Length);

        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = host < 3 ? -1 : url.IndexOf('/', host);
        var at = host < 3 ? -1 : url.LastIndexOf('@', path < 0 ? url.Length - 1 : path);
        return at > host && url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? url.Remove(host, at + 1 - host) : url;
    }

    private static bool IsOn(LabelFacts labels, string name) => labels[name].Length == 0 || IsTrue(labels[name]);

    private static bool IsTrue(string text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
