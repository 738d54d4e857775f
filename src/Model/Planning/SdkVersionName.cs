namespace Containerize.Planning;

/// <summary>The version of an SDK, as far as base inference needs it: <c>10.0.100-preview.3.25201.16</c>.</summary>
internal sealed record SdkVersionName
{
    private static readonly Version FirstWithNoble = new(8, 0, 300);

    private SdkVersionName(Version version, string? tagLabel, bool isStable)
    {
        Framework = new Version(version.Major, version.Minor);
        KnowsNoble = version >= FirstWithNoble;
        TagLabel = tagLabel;
        IsStable = isStable;
    }

    /// <summary>Major and minor.</summary>
    public Version Framework { get; }

    /// <summary>False before 8.0.300, whose chiseled images were jammy.</summary>
    public bool KnowsNoble { get; }

    /// <summary>What a prerelease SDK adds to the version of its own framework: <c>.0-preview.3</c>, <c>-preview</c> for unofficial builds; null for a label that no images exist for.</summary>
    public string? TagLabel { get; }

    /// <summary>True without a prerelease label.</summary>
    public bool IsStable { get; }

    /// <summary>Null when the text is no version.</summary>
    public static SdkVersionName? TryParse(string text)
    {
        var plus = text.IndexOf('+');
        var parts = (plus < 0 ? text : text.Substring(0, plus)).Split(['-'], 2);
        if (!Version.TryParse(parts[0], out var version) || version.Build < 0)
            return null;
        if (parts.Length == 1)
            return new(version, "", isStable: true);

        var labels = parts[1].Split('.');
        return labels[0] switch
        {
            "preview" or "rc" when labels.Length > 1 => new(version, $".0-{labels[0]}.{labels[1]}", isStable: false),
            "dev" or "ci" or "alpha" => new(version, "-preview", isStable: false),
            _ => new(version, null, isStable: false),
        };
    }
}
