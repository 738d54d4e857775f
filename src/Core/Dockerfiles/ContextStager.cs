using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Dockerfiles;

/// <summary>
/// Lays the trees of a plan out on disk, each rooted as the image is, with the modes that the plan says, for COPY to take over. Files are hard links
/// where the mode is right already, else copies: the mode of a link is the published file's own. Where there are no modes (Windows) all are copies.
/// </summary>
public static class ContextStager
{
    /// <summary>
    /// Makes the folder hold exactly the trees; what an earlier plan left is removed, and what is right already is left alone. What was copied from
    /// where is remembered beside the folder, in <c>&lt;folder&gt;.staged</c>.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ0203: it cannot be written. CTZ0310: a file cannot be read.</exception>
    public static void Stage(ImagePlan plan, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            var record = StagingRecord.Read(folder + ".staged");
            var root = new StagedFolder();
            foreach (var tree in StagedTrees.Of(plan))
                root.Add(tree);

            root.Write(folder, record, cancellationToken);
            record.Write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(DockerfileCodes.DockerfileNotWritable.With(folder, exception.Message.TrimEnd('.')), exception);
        }
    }
}
