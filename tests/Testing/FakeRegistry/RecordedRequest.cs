namespace Containerize.Testing;

/// <summary>A request as a registry saw it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query, with the names that the test gave to digests, and uploads as <c>&lt;upload&gt;</c>.</param>
/// <param name="Authorization">The whole header; empty when there was none.</param>
/// <param name="Headers">All headers.</param>
public sealed record RecordedRequest(string Method, string Path, string Authorization, IReadOnlyDictionary<string, string> Headers)
{
    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path}";
}
