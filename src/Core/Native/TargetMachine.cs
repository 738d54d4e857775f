using System.Runtime.InteropServices;

namespace Containerize.Native;

/// <summary>An architecture whose libraries can be taken.</summary>
/// <param name="Architecture">As .NET names it.</param>
/// <param name="Machine"><c>e_machine</c> of its ELF files.</param>
/// <param name="Triplet">Debian's name for it in <c>/usr/lib/TRIPLET</c>.</param>
internal sealed record TargetMachine(Architecture Architecture, ushort Machine, string Triplet)
{
    // 64 bits and little endian only: the others are not read.
    private static readonly (string Suffix, TargetMachine Machine)[] Known =
    [
        ("x64", new(Architecture.X64, 62, "x86_64-linux-gnu")),
        ("arm64", new(Architecture.Arm64, 183, "aarch64-linux-gnu")),
        ("ppc64le", new(Architecture.Ppc64le, 21, "powerpc64le-linux-gnu")),
        ("riscv64", new(Architecture.RiscV64, 243, "riscv64-linux-gnu")),
        ("loongarch64", new(Architecture.LoongArch64, 258, "loongarch64-linux-gnu")),
    ];

    /// <summary>Folders that the loader searches without a cache, in its order; Debian's names and those of others.</summary>
    public IReadOnlyList<string> DefaultFolders { get; } = [$"/lib/{Triplet}", $"/usr/lib/{Triplet}", "/lib64", "/usr/lib64", "/lib", "/usr/lib"];

    /// <summary>The machine a runtime identifier such as <c>linux-x64</c> is for; null when it is not one of these.</summary>
    public static TargetMachine? FromRuntimeIdentifier(string runtimeIdentifier)
    {
        var suffix = runtimeIdentifier[(runtimeIdentifier.LastIndexOf('-') + 1)..];
        return Array.Find(Known, known => known.Suffix == suffix).Machine;
    }
}
