namespace Containerize.Analyzers.Tests.Truth;

/// <summary>Ways to look at a started app.</summary>
internal static class Looking
{
    /// <summary>Whether ports answer from outside.</summary>
    public static Func<NamespaceApp, Task<string>> Outside(params int[] ports) => app => AfterStartAsync(app, () => AnswersAsync(app, ports));

    /// <summary>Whether the first port answers from inside, and all of them from outside.</summary>
    public static Func<NamespaceApp, Task<string>> BothSides(params int[] ports) => app =>
        AfterStartAsync(app, async () => $"inside {ports[0]} {Short(await app.AskInsideAsync(ports[0]))}, outside {await AnswersAsync(app, ports)}");

    /// <summary>Whether the exposed ports answer from outside.</summary>
    public static Task<string> Exposed(NamespaceApp app) => AfterStartAsync(app, () => AnswersAsync(app, [.. app.App.Exposed]));

    /// <summary>What the app prints before it ends.</summary>
    public static async Task<string> Printed(NamespaceApp app)
    {
        var end = await app.EndedAsync();
        return end == "ends with 0" ? app.Output.Trim().ReplaceLineEndings(", ") : end;
    }

    /// <summary>What becomes of a container that is stopped.</summary>
    public static Task<string> Stopped(NamespaceApp app) => AfterStartAsync(app, app.StoppedAsync);

    /// <summary>How the app ends when nobody stops it.</summary>
    public static Task<string> Ended(NamespaceApp app) => app.EndedAsync();

    /// <summary>Looks when the app is ready, if it becomes so.</summary>
    public static async Task<string> AfterStartAsync(RunningApp app, Func<Task<string>> look) => await app.StartedAsync() ?? await look();

    public static async Task<string> AnswersAsync(RunningApp app, params int[] ports)
    {
        var answers = new List<string>();
        foreach (var port in ports)
            answers.Add($"{port} {Short(await app.AskAsync(port))}");
        return string.Join(", ", answers);
    }

    private static string Short(string answer) => answer.StartsWith("HTTP/", StringComparison.Ordinal) ? "answers" : answer;
}
