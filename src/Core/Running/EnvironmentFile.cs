using Containerize.Diagnostics;

namespace Containerize.Running;

/// <summary>Reads files of <c>NAME=value</c> lines as docker's <c>--env-file</c> does: no quotes, <c>#</c> begins a comment line, a bare name takes the build's own value.</summary>
internal static class EnvironmentFile
{
    /// <exception cref="ContainerizeException">CTZ0612: it cannot be read, or a line has no name.</exception>
    public static IEnumerable<string> Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(EngineCodes.EnvironmentFileInvalid.With(path, exception.Message.TrimEnd('.')), exception);
        }

        return [.. lines.Select((line, index) => (Line: line.TrimStart(), Number: index + 1)).Where(item => item.Line.Length > 0 && item.Line[0] != '#').Select(item => Parse(item.Line, item.Number, path, environment)).OfType<string>()];
    }

    private static string? Parse(string line, int number, string path, IReadOnlyDictionary<string, string> environment)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? line.TrimEnd() : line[..equals];
        if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal))
            throw new ContainerizeException(EngineCodes.EnvironmentFileInvalid.With(path, $"line {number} is no NAME=value"));

        return equals >= 0 ? line : environment.TryGetValue(name, out var value) ? $"{name}={value}" : null;
    }
}
