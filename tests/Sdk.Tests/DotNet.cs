using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Runs the SDK's command line.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static Task<ProcessResult> RunAsync(IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? environment = null) =>
        ProcessRunner.RunAsync("dotnet", arguments, folder, environment, Limit, cancellationToken);
}
