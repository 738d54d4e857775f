using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Volumes: a path in the image, and for running what is mounted there.</summary>
internal static class VolumeChoice
{
    public static Choice<IReadOnlyList<Volume>> Choose(ProjectFacts facts)
    {
        var found = new List<Diagnostic>();
        var volumes = new List<Volume>();
        foreach (var item in facts.Volumes)
        {
            if (Read(item, volumes, out var problem) is { } volume)
                volumes.Add(volume);
            else
                found.Add(ProjectCodes.InvalidVolume.With(item.Include, problem));
        }

        return new(volumes, found);
    }

    private static Volume? Read(ItemFact item, List<Volume> before, out string problem)
    {
        var source = item["Source"];
        var readOnly = item["ReadOnly"];
        problem = "";
        if (TextCheck.Check("", item.Include) is not null || !UnixPath.TryParse(item.Include, out var path) || path.IsRoot)
            problem = "write an absolute path below '/', such as /data";
        else if (before.Any(volume => volume.Path == path))
            problem = "it is declared twice";
        else if (source.Length > 0 && !IsSource(source))
            problem = $"Source '{source}' is neither the name of a volume nor an absolute path";
        else if (readOnly.Length > 0 && !bool.TryParse(readOnly, out _))
            problem = $"ReadOnly '{readOnly}' is neither true nor false";
        else
            return new(path, source.Length == 0 ? null : source, readOnly.Length > 0 && bool.Parse(readOnly));

        return null;
    }

    // Host paths of Windows too: a remote engine has its own.
    private static bool IsSource(string text) =>
        TextCheck.Check("", text) is null
        && (text[0] == '/' || text.StartsWith(@"\\", StringComparison.Ordinal) || (text.Length > 2 && text[1] == ':' && text[2] is ('\\' or '/')) || NetworkChoice.IsName(text));
}
