using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Json;
using Containerize;
using Containerize.Pipeline;
using Containerize.Runner;

// Containerize.Runner.dll RUNFILE -- ARGUMENTS: what 'dotnet run' starts. It ends with the container's exit code.
if (args.Length < 2 || args[1] != "--")
{
    await Console.Error.WriteLineAsync("Containerize.Runner is started by 'dotnet run -p:Containerize=true', with a file that the build writes.");
    return ExitCodes.Failed;
}

using var stop = new CancellationTokenSource();
using var kill = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

try
{
    var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
        pair => (string)pair.Key, pair => (string?)pair.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    var file = RunFile.Read(await File.ReadAllBytesAsync(args[0], stop.Token));
    return await new ForegroundRun(file, environment).RunAsync(args[2..], new RunConsole(file), stop.Token, kill.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return ExitCodes.Interrupted;
}
catch (ContainerizeException e)
{
    await Console.Error.WriteLineAsync($"{e.Diagnostic} ({e.Diagnostic.Code.HelpLink})");
    return ExitCodes.Failed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
{
    await Console.Error.WriteLineAsync($"'{args[0]}' cannot be read: {e.Message} Run 'dotnet run' again: it writes the file.");
    return ExitCodes.Failed;
}

// The first time the container is asked to end, the second time it is not asked.
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    if (stop.IsCancellationRequested)
        kill.Cancel();
    else
        stop.Cancel();
}
