namespace Containerize.Buildx;

/// <summary>A build by buildx, as its command line says it. Values are words of their own: no shell ever sees them.</summary>
public sealed record BuildxBuild
{
    /// <summary>Absolute path of the Dockerfile.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Absolute path of the context.</summary>
    public required string Context { get; init; }

    /// <summary>Name of the builder; empty leaves it to buildx (<c>BUILDX_BUILDER</c>, else the one in use).</summary>
    public string Builder { get; init; } = "";

    /// <summary>Platforms, separated by <c>,</c>; empty means the builder's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Stage; empty means the last.</summary>
    public string Target { get; init; } = "";

    /// <summary>Build arguments.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of <c>--secret</c>: <c>id=NAME,src=PATH</c> or <c>id=NAME,env=VARIABLE</c>. None holds a secret itself.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Values of <c>--cache-from</c>.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Values of <c>--cache-to</c>.</summary>
    public IReadOnlyList<string> CacheTo { get; init; } = [];

    /// <summary>Value of <c>--output</c>; empty for <c>--load</c>.</summary>
    public string Output { get; init; } = "";

    /// <summary>Absolute path of the file that buildx writes what it made to.</summary>
    public required string MetadataFile { get; init; }

    /// <summary>The words behind <c>buildx</c>.</summary>
    /// <param name="version">Of buildx: options that it does not know are left out.</param>
    public IReadOnlyList<string> Words(Version version)
    {
        var words = new List<string> { "build", "--file", Dockerfile, "--metadata-file", MetadataFile, "--progress", "plain" };
        Add("--builder", Builder);
        Add("--platform", Platform);
        Add("--target", Target);
        foreach (var (name, value) in Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal))
            Add("--build-arg", $"{name}={value}");
        foreach (var secret in Secrets)
            Add("--secret", secret);
        foreach (var cache in CacheFrom)
            Add("--cache-from", cache);
        foreach (var cache in CacheTo)
            Add("--cache-to", cache);

        // Attestations would turn an image into an index of a picture nobody asked for; older ones have none.
        if (version >= BuildxVersions.Attestations)
            words.Add("--provenance=false");
        if (Output.Length > 0)
            Add("--output", Output);
        else
            words.Add("--load");
        words.Add(Context);
        return words;

        void Add(string option, string value)
        {
            if (value.Length > 0)
                words.AddRange([option, value]);
        }
    }

    /// <summary>The value of <c>--output</c> that pushes an image under several names.</summary>
    /// <param name="references">Full references.</param>
    /// <param name="oci">True for OCI media types, said outright: defaults differ by version.</param>
    /// <param name="rewriteTimestamps">True: files get the time of <c>SOURCE_DATE_EPOCH</c>.</param>
    public static string PushOutput(IReadOnlyList<string> references, bool oci, bool rewriteTimestamps) =>
        $"type=image,\"name={string.Join(',', references)}\",push=true,oci-mediatypes={(oci ? "true" : "false")}{(rewriteTimestamps ? ",rewrite-timestamp=true" : "")}";
}

/// <summary>Since when buildx, or the BuildKit of its time, has what.</summary>
public static class BuildxVersions
{
    /// <summary><c>--provenance</c> and <c>--sbom</c>.</summary>
    public static readonly Version Attestations = new(0, 10);

    /// <summary><c>rewrite-timestamp</c> (BuildKit 0.13).</summary>
    public static readonly Version RewriteTimestamps = new(0, 13);
}
