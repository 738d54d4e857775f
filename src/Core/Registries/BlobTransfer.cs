namespace Containerize.Registries;

/// <summary>How a blob came to be in a repository.</summary>
public enum BlobTransfer
{
    /// <summary>It was there.</summary>
    Skipped,

    /// <summary>The registry took it from another of its repositories.</summary>
    Mounted,

    /// <summary>It was sent.</summary>
    Uploaded,
}
