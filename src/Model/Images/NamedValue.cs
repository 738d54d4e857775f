namespace Containerize.Images;

/// <summary>A name with a value, both byte for byte as MSBuild evaluated them: an environment variable or a label.</summary>
/// <param name="Name">Never empty.</param>
/// <param name="Value">May be empty.</param>
public sealed record NamedValue(string Name, string Value);

/// <summary>An OCI annotation (image-spec annotations.md).</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value; may be empty.</param>
/// <param name="Scope">Where it is written.</param>
public sealed record Annotation(string Name, string Value, AnnotationScope Scope);

/// <summary>Where an annotation is written.</summary>
public enum AnnotationScope
{
    /// <summary>The manifest of the image.</summary>
    Manifest,

    /// <summary>The index of a multi-platform image.</summary>
    Index,
}
