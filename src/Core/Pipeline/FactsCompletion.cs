using System.Text.Json;
using Containerize.Images;
using Containerize.Native;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Publishing;

namespace Containerize.Pipeline;

/// <summary>Adds to a project's facts what only IO can say: the config of a base nobody knows, the native closure, and files whose text carries times.</summary>
public sealed class FactsCompletion(IBaseSource baseSource, bool offline, string workFolder, IBuildLog log)
{
    /// <summary>Reads the os-release of a base when packages are to be installed on it; without it, none is read.</summary>
    public Func<ResolvedBase, CancellationToken, Task<string?>>? ReadOsRelease { get; init; }

    /// <param name="facts">What MSBuild evaluated.</param>
    /// <param name="published">False for a dry run: there are no published files, and no registry is asked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ContainerizeException">The base cannot be read, or the native closure cannot be taken.</exception>
    public async Task<ProjectFacts> CompleteAsync(ProjectFacts facts, bool published, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!published)
            return facts;

        var platform = PlatformChoice.Choose(facts);
        var reference = BaseImageChoice.Choose(facts, platform.Value);
        if (platform.Diagnostics.Count > 0 || reference.Diagnostics.Count > 0)
            return facts; // the planner says what is wrong

        var normalised = facts with
        {
            Published = StaticAssetsManifest.Normalise(facts.Published, CreatedChoice.Choose(facts).Value, Path.Combine(workFolder, "normalised")),
        };
        if (reference.Value == BaseImage.Scratch)
            return normalised with { Native = await CollectNativeAsync(facts, platform.Value, cancellationToken).ConfigureAwait(false) };

        if (BaseImageTable.Find(reference.Value) is not null || offline)
            return normalised;

        var found = await baseSource.ResolveAsync(reference.Value, platform.Value.Platform, cancellationToken).ConfigureAwait(false);
        var release = facts.Packages.Count > 0 && ReadOsRelease is not null ? await ReadOsRelease(found, cancellationToken).ConfigureAwait(false) : null;
        return normalised with { BaseConfig = ReadConfig(found), BaseOsRelease = release };
    }

    private Task<NativeFacts> CollectNativeAsync(ProjectFacts facts, ImagePlatform platform, CancellationToken cancellationToken)
    {
        var request = new NativeRequest
        {
            PublishedFiles = [.. facts.Published.Select(file => file.Source)],
            RuntimeIdentifier = platform.RuntimeIdentifier,
            SelfContained = facts.App.SelfContained || facts.App.Aot,
            InvariantGlobalization = facts.App.InvariantGlobalization,
        };
        return NativeClosure.CollectAsync(request, log, cancellationToken);
    }

    private static BaseImageConfig ReadConfig(ResolvedBase found)
    {
        using var document = JsonDocument.Parse(found.ConfigBytes);
        if (!document.RootElement.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object)
            return new BaseImageConfig { Source = found.Digest?.Value ?? "" };

        return new BaseImageConfig
        {
            User = Text(config, "User"),
            Environment = [.. Texts(config, "Env").Select(variable => variable.Split('=', 2)).Select(parts => new NamedValue(parts[0], parts.ElementAtOrDefault(1) ?? ""))],
            ExposedPorts = Keys(config, "ExposedPorts"),
            Entrypoint = Texts(config, "Entrypoint"),
            Command = Texts(config, "Cmd"),
            WorkingDirectory = Text(config, "WorkingDir"),
            HasHealthCheck = config.TryGetProperty("Healthcheck", out var check) && check.ValueKind == JsonValueKind.Object,
            Source = found.Digest?.Value ?? "",
        };
    }

    private static string Text(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string[] Texts(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")] : [];

    private static string[] Keys(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject().Select(property => property.Name)] : [];
}
