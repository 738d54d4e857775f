using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.References;

namespace Containerize.Planning;

/// <summary>
/// Which base image is used: the project's own, <c>scratch</c>, or one of Microsoft's, inferred exactly as the SDK's ComputeContainerBaseImage does
/// (a table of its answers is among the tests).
/// </summary>
public static class BaseImageChoice
{
    private static readonly Version Eight = new(8, 0);

    /// <summary>
    /// The full reference, or <see cref="BaseImage.Scratch"/>. CTZ0108 when ContainerBaseImage cannot be read or nothing can be inferred.
    /// </summary>
    public static Choice<string> Choose(ProjectFacts facts, ImagePlatform platform)
    {
        var declared = facts.Image.ContainerBaseImage;
        if (declared.Length == 0)
            return Infer(facts, platform);
        if (declared == BaseImage.Scratch)
            return new(BaseImage.Scratch, [], "scratch (from ContainerBaseImage)");
        if (ReferenceParser.TryParse(declared, out var reference, out var problem))
            return new(reference.ToString(), [], $"{reference} (from ContainerBaseImage)");

        return new(BaseImage.Scratch, [ProjectCodes.InvalidBaseReference.With(declared, problem)]);
    }

    /// <summary>
    /// The base that the registry will be asked for, and for which platform, foreseen before the app is compiled; null for scratch, and where something is
    /// wrong, which is the planner's to say.
    /// </summary>
    public static (string Reference, Platform Platform)? Foresee(ProjectFacts facts)
    {
        var platform = PlatformChoice.Choose(facts);
        var reference = Choose(facts, platform.Value);
        return platform.Diagnostics.Count + reference.Diagnostics.Count == 0 && reference.Value != BaseImage.Scratch ? (reference.Value, platform.Value.Platform) : null;
    }

    /// <summary>The name that the label <c>org.opencontainers.image.base.name</c> carries: as the project wrote it, else as it was inferred.</summary>
    public static string LabelName(ProjectFacts facts, string reference) =>
        facts.Image.ContainerBaseImage.Length > 0 ? facts.Image.ContainerBaseImage : reference;

    private static Choice<string> Infer(ProjectFacts facts, ImagePlatform platform)
    {
        var app = facts.App;
        if (!Version.TryParse(app.FrameworkVersion, out var framework) || SdkVersionName.TryParse(app.SdkVersion) is not { } sdk
            || VersionTag(framework, sdk) is not { } version)
        {
            return new(BaseImage.Scratch, [ProjectCodes.InvalidBaseReference.With("",
                $"nothing can be inferred for .NET '{app.FrameworkVersion}' with SDK '{app.SdkVersion}'")]);
        }

        var repository = app.SelfContained ? "runtime-deps" : app.UsesAspNetCore ? "aspnet" : "runtime";
        var tag = version + Suffix(facts, framework, sdk, platform.IsMusl);
        var kind = app.SelfContained ? "self-contained" : app.UsesAspNetCore ? "uses ASP.NET Core" : "framework-dependent";
        var reference = $"{BaseImageTable.Registry}/dotnet/{repository}:{tag}";
        return new(reference, [], $"{reference} (inferred: {kind}, .NET {app.FrameworkVersion})");
    }

    // An SDK knows no base newer than itself.
    private static string? VersionTag(Version framework, SdkVersionName sdk)
    {
        if (framework < sdk.Framework)
            return MajorMinor(framework);

        return sdk.TagLabel is null ? null : MajorMinor(sdk.Framework) + sdk.TagLabel;
    }

    private static string Suffix(ProjectFacts facts, Version framework, SdkVersionName sdk, bool musl)
    {
        var app = facts.App;
        var family = facts.Image.ContainerFamily;
        var needsCulture = !app.InvariantGlobalization && framework >= Eight;
        if (family.Length > 0)
        {
            var extra = needsCulture && !musl && sdk.IsStable && sdk.Framework >= Eight && family.EndsWith("-chiseled", StringComparison.Ordinal);
            return "-" + family + (extra ? "-extra" : "");
        }

        var small = (app.Aot || app.Trimmed) && framework >= Eight;
        var smallSuffix = small && needsCulture ? "-extra" : "";
        if (musl)
            return "-alpine" + smallSuffix;

        return small ? (sdk.KnowsNoble ? "-noble-chiseled" : "-jammy-chiseled") + smallSuffix : "";
    }

    private static string MajorMinor(Version version) => string.Format(CultureInfo.InvariantCulture, "{0}.{1}", version.Major, version.Minor);
}
