using System.Runtime.InteropServices;

namespace Containerize.Native;

/// <summary>The machine that builds, as far as it decides whether its libraries can be taken.</summary>
/// <param name="IsLinux">True on Linux.</param>
/// <param name="Architecture">Its processor architecture.</param>
public sealed record NativeHost(bool IsLinux, Architecture Architecture)
{
    /// <summary>The machine that this process runs on.</summary>
    public static NativeHost Current { get; } = new(OperatingSystem.IsLinux(), RuntimeInformation.OSArchitecture);
}
