namespace Containerize.Native;

/// <summary>What <see cref="NativeClosure"/> has to know about an app that goes on scratch.</summary>
public sealed record NativeRequest
{
    /// <summary>Absolute paths of the published files on the build machine, in any order; those that are no ELF files are passed over.</summary>
    public required IReadOnlyList<string> PublishedFiles { get; init; }

    /// <summary>Runtime identifier that was published, <c>linux-x64</c>.</summary>
    public required string RuntimeIdentifier { get; init; }

    /// <summary>True when the runtime is published with the app; native AOT counts.</summary>
    public required bool SelfContained { get; init; }

    /// <summary><c>InvariantGlobalization</c>: ICU is not needed.</summary>
    public bool InvariantGlobalization { get; init; }

    /// <summary>True takes OpenSSL in any case; false leaves it to what the published files show.</summary>
    public bool RequiresOpenSsl { get; init; }

    /// <summary>uid and gid of the user <c>app</c>.</summary>
    public int AppUserId { get; init; } = 1654;

    /// <summary>Folder that stands for <c>/</c> of the build machine. Links in it never lead out of it.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The machine that builds.</summary>
    public NativeHost Host { get; init; } = NativeHost.Current;
}
