using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Analysis;

/// <summary>What the image that a Dockerfile makes gets from its base and its own lines.</summary>
public static class DockerfileImage
{
    /// <summary>What the base declares; null when nobody knows without reading it.</summary>
    public static BaseImageConfig? BaseOf(DockerfileContent dockerfile) =>
        dockerfile.Final is { Count: > 0 } stages && !stages[0].Image.HasVariable ? BaseImageTable.Find(stages[0].Image.Text) : null;

    /// <summary>The user that it runs as, empty when neither base nor Dockerfile names one; null when nobody knows.</summary>
    public static string? UserOf(DockerfileContent dockerfile)
    {
        var line = dockerfile.Final.SelectMany(stage => stage.Instructions).LastOrDefault(instruction => instruction.Keyword == "USER");
        if (line is null || line.Words.Count == 0)
            return BaseOf(dockerfile)?.User;
        if (line.Words[0].Text is "$APP_UID" or "${APP_UID}")
            return BaseOf(dockerfile)?.Environment.LastOrDefault(variable => variable.Name == "APP_UID")?.Value;

        return line.Words[0].HasVariable ? null : line.Words[0].Text;
    }
}
