using System.Text;

namespace Containerize.Native;

/// <summary>
/// Libraries that are loaded while the app runs, so that no header names them. Left out on purpose: libgssapi_krb5 (Kerberos) and lttng-ust (tracing),
/// without which .NET runs.
/// </summary>
internal static class LoadedByName
{
    /// <summary>Published files whose own needs are not followed: the runtime goes on when they cannot be loaded.</summary>
    public static bool IsOptional(string fileName) => fileName is "libcoreclrtraceptprovider.so";

    /// <summary>OpenSSL's names, the one that .NET prefers first (dotnet/runtime opensslshim.c).</summary>
    public static IReadOnlyList<IReadOnlyList<string>> OpenSsl { get; } = [["libssl.so.3", "libcrypto.so.3"], ["libssl.so.1.1", "libcrypto.so.1.1"]];

    /// <summary>The names of ICU with this version; libicudata comes along, for libicuuc names it.</summary>
    public static IReadOnlyList<string> Icu(int version) => [$"libicuuc.so.{version}", $"libicui18n.so.{version}"];

    /// <summary>What <see cref="Icu"/> names begin with.</summary>
    public const string IcuPrefix = "libicuuc.so.";

    /// <summary>What glibc before 2.34 loads to read /etc/passwd and to ask DNS; later ones have it inside.</summary>
    public static IReadOnlyList<string> NameServices { get; } = ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];

    /// <summary>True when a published file loads OpenSSL.</summary>
    public static bool NeedsOpenSsl(string path, ElfFile elf) =>
        Path.GetFileName(path) == "libSystem.Security.Cryptography.Native.OpenSsl.so" || (elf.Interpreter is not null && Holds(path, "libssl.so."u8));

    /// <summary>True when a published file loads ICU.</summary>
    public static bool NeedsIcu(string path, ElfFile elf) =>
        Path.GetFileName(path) == "libSystem.Globalization.Native.so" || (elf.Interpreter is not null && Holds(path, "libicuuc.so"u8));

    /// <summary>True when libc names itself 2.34 or later.</summary>
    public static bool HasNameServicesInside(string libcPath) => Holds(libcPath, "GLIBC_2.34\0"u8);

    /// <summary>The folder that a libcrypto was built to find its settings in; null when it does not say.</summary>
    public static string? OpenSslFolder(string libcryptoPath)
    {
        var content = File.ReadAllBytes(libcryptoPath).AsSpan();
        var marker = "OPENSSLDIR: \""u8;
        var start = content.IndexOf(marker);
        if (start < 0)
            return null;

        var rest = content[(start + marker.Length)..];
        var end = rest[..Math.Min(rest.Length, 4096)].IndexOf((byte)'"');
        return end > 0 && rest[0] == '/' ? Encoding.UTF8.GetString(rest[..end]) : null;
    }

    /// <summary>Single-file and AOT apps have the runtime's native parts linked in: only the names in their text show what they will load.</summary>
    private static bool Holds(string path, ReadOnlySpan<byte> text)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[1 << 20];
        var kept = 0;
        for (long at = 0; ;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(kept), at);
            if (read == 0)
                return false;

            at += read;
            var filled = kept + read;
            if (buffer.AsSpan(0, filled).IndexOf(text) >= 0)
                return true;

            kept = Math.Min(filled, text.Length - 1);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }
    }
}
