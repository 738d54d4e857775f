namespace Containerize.Images;

/// <summary>A folder that the image declares as a volume and that running mounts.</summary>
/// <param name="Path">Where it is in the container.</param>
/// <param name="Source">Volume name or absolute host path for running; null means an anonymous volume.</param>
/// <param name="ReadOnly">Mounted read-only when run. The image itself cannot say so.</param>
public sealed record Volume(UnixPath Path, string? Source = null, bool ReadOnly = false);
