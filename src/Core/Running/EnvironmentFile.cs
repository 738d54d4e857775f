using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>
/// Files with variables, as <c>docker run --env-file</c> reads them: one <c>NAME=value</c> a line, the value as it stands, no quotes, no escapes, no
/// expansion; lines that begin with <c>#</c> are comments; a name alone takes the value of the build's own variable, and is nothing without one.
/// </summary>
internal static class EnvironmentFile
{
    private const int MaximumSize = 1 << 20;

    /// <summary>Variables of a file, in order.</summary>
    /// <exception cref="ContainerizeException">CTZ0612.</exception>
    public static async Task<IReadOnlyList<NamedValue>> ReadAsync(
        string path, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumSize })
                throw Invalid(path, "it is larger than 1 MiB");

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            return Parse(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), environment);
        }
        catch (DecoderFallbackException e)
        {
            throw Invalid(path, "it is not UTF-8", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid(path, "there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Variables of a file's text, in order.</summary>
    public static IReadOnlyList<NamedValue> Parse(string path, string text, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new List<NamedValue>();
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r').TrimStart();
            if (line.Length == 0 || line[0] == '#')
                continue;

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? line : line[..equals];
            if (name.Length == 0)
                throw Invalid(path, $"line {number} has no name before the '='");
            if (name.Any(char.IsWhiteSpace))
                throw Invalid(path, $"line {number} has white space in the name '{name}'");

            if (equals >= 0)
                variables.Add(new(name, line[(equals + 1)..]));
            else if (environment.TryGetValue(name, out var value))
                variables.Add(new(name, value));
        }

        return variables;
    }

    private static ContainerizeException Invalid(string path, string reason, Exception? inner = null) =>
        new(EngineCodes.EnvironmentFileInvalid.With(path, reason), inner);
}
