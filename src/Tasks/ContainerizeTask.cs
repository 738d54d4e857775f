using System.Collections;
using Containerize.Diagnostics;
using Containerize.Pipeline;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// What all tasks share: cancellation with the build, and the only place where findings and failures become MSBuild errors. A failure that is no
/// <see cref="ContainerizeException"/> is a bug, which MSBuild reports with its stack.
/// </summary>
public abstract class ContainerizeTask : Microsoft.Build.Utilities.Task, ICancelableTask, IBuildLog, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<Diagnostic> _warnings = [];

    /// <summary>Absolute path of the project, where errors point to.</summary>
    public string ProjectPath { get; set; } = "";

    /// <inheritdoc />
    public sealed override bool Execute()
    {
        try
        {
            RunAsync(_cancellation.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false; // MSBuild says that the build was cancelled.
        }
        catch (ContainerizeException exception)
        {
            Report(exception.Diagnostic);
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc />
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public void Report(Diagnostic diagnostic)
    {
        var code = diagnostic.Code;
        var file = diagnostic.Location?.File ?? (ProjectPath.Length > 0 ? ProjectPath : BuildEngine.ProjectFileOfTaskNode);
        var line = diagnostic.Location?.Line ?? 0;
        var column = diagnostic.Location?.Column ?? 0;
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                Log.LogError(null, code.Id, null, code.HelpLink, file, line, column, 0, 0, "{0}", diagnostic.Message);
                break;
            case Severity.Warning:
                _warnings.Add(diagnostic);
                Log.LogWarning(null, code.Id, null, code.HelpLink, file, line, column, 0, 0, "{0}", diagnostic.Message);
                break;
            default:
                Log.LogMessage(null, code.Id, null, file, line, column, 0, 0, MessageImportance.High, "{0}", diagnostic.Message);
                break;
        }
    }

    /// <inheritdoc />
    public void Detail(string line) => Log.LogMessage(MessageImportance.Low, "{0}", line);

    /// <summary>Warnings that were reported so far.</summary>
    protected IReadOnlyList<Diagnostic> Warnings => _warnings;

    /// <summary>What the task does. Thin: read, call, set outputs.</summary>
    protected abstract System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Reports every finding and returns the value, which is null when one of them is an error.</summary>
    protected T? Report<T>(Result<T> result)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (var diagnostic in result.Diagnostics)
            Report(diagnostic);

        return result.HasErrors ? null : result.Value;
    }

    /// <summary>A line of the plain log. The default terminal logger shows only those of the form <c>project -> text</c>.</summary>
    protected void Say(string line) => Log.LogMessage(MessageImportance.High, "{0}", line);

    /// <summary>The environment, read here at the edge.</summary>
    protected static IReadOnlyDictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            pair => (string)pair.Key, pair => (string?)pair.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>
    /// Connections that all tasks and projects of this build share, as long as their settings are the same. MSBuild keeps them until the build ends. Two
    /// versions of this assembly in one build have each their own.
    /// </summary>
    protected ConnectionSet ShareConnections(PipelineSettings settings)
    {
        var key = $"{typeof(ContainerizeTask).Assembly.ManifestModule.ModuleVersionId}\n{ConnectionSet.KeyOf(settings)}";
        var engine = BuildEngine4;
        if (engine.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is ConnectionSet shared)
            return shared;

        shared = new ConnectionSet(settings);
        engine.RegisterTaskObject(key, shared, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return shared;
    }

    /// <summary>True only for <c>true</c>, as MSBuild's own conditions compare.</summary>
    protected static bool IsTrue(string value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
