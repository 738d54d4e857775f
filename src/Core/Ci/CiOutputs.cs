using System.Text;
using Containerize.Diagnostics;
using Containerize.Pipeline;

namespace Containerize.Ci;

/// <summary>
/// Tells the build service that runs this build what was made, in its own way: GitHub Actions by files that it names, Azure Pipelines by commands in
/// the log, GitLab by a dotenv file. On another machine nothing happens.
/// </summary>
public static class CiOutputs
{
    /// <summary>Name of the file for GitLab's <c>artifacts:reports:dotenv</c>, in the folder of the checkout.</summary>
    public const string DotenvName = "containerize.env";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the files of the service that <paramref name="environment"/> tells of. What cannot be written is warned of (CTZ0313) and never fails the build.</summary>
    /// <returns>Lines for the log, which Azure Pipelines reads; empty elsewhere.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(PublishResult result, IReadOnlyDictionary<string, string> environment, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(log);
        var values = CiValues.From(result);
        if (Says(environment, "GITHUB_ACTIONS"))
        {
            await AppendAsync(environment.GetValueOrDefault("GITHUB_OUTPUT", ""), CiText.GitHubOutput(values), log, cancellationToken).ConfigureAwait(false);
            await AppendAsync(environment.GetValueOrDefault("GITHUB_STEP_SUMMARY", ""), CiText.Summary(values, result), log, cancellationToken).ConfigureAwait(false);
        }
        else if (Says(environment, "TF_BUILD"))
        {
            return CiText.AzureCommands(values);
        }
        else if (Says(environment, "GITLAB_CI") && environment.GetValueOrDefault("CI_PROJECT_DIR", "") is { Length: > 0 } folder)
        {
            await AppendAsync(Path.Combine(folder, DotenvName), CiText.Dotenv(values), log, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    private static bool Says(IReadOnlyDictionary<string, string> environment, string name) =>
        string.Equals(environment.GetValueOrDefault(name), "true", StringComparison.OrdinalIgnoreCase);

    // In one write at the end of the file: other projects of the build append to the same one. Of a name that is there twice, the services take the last.
    private static async Task AppendAsync(string path, string text, IBuildLog log, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
            return;

        try
        {
            var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
            await using (stream.ConfigureAwait(false))
                await stream.WriteAsync(Utf8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Report(ImageCodes.CiOutputNotWritable.With(path, exception.Message.TrimEnd('.')));
        }
    }
}
