using Containerize.Testing;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>
/// What a rule claims, and its proof: the rule reports the app before and is silent about the one after; if it has a fix, that leads from one to the other; and both are
/// started and looked at. The table in docs/analyzers.md holds the claim with exactly what was seen.
/// </summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Text">The claim; empty when another test has the row in the table.</param>
internal sealed record Claim(string Rule, string Text)
{
    public required ContainerApp Before { get; init; }

    public required ContainerApp After { get; init; }

    /// <summary>Equivalence key of the fix; null where there is none.</summary>
    public string? Fix { get; init; }

    /// <summary>Looks at the started app and says what is there.</summary>
    public required Func<NamespaceApp, Task<string>> Look { get; init; }

    /// <summary>Another look at the app after; null for the same.</summary>
    public Func<NamespaceApp, Task<string>>? LookAfter { get; init; }

    /// <summary>What the rule's message must say.</summary>
    public string Says { get; init; } = "";

    public required string SeenBefore { get; init; }

    public required string SeenAfter { get; init; }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (Judgement.Knows(Rule))
            await CheckRuleAsync(cancellationToken);
        var seen = await Task.WhenAll(SeeAsync(Before, Look, cancellationToken), SeeAsync(After, LookAfter ?? Look, cancellationToken));
        Assert.AreEqual(SeenBefore, seen[0].Seen, "before:\n" + seen[0].Output);
        Assert.AreEqual(SeenAfter, seen[1].Seen, "after:\n" + seen[1].Output);
        if (!Judgement.Knows(Rule))
            Assert.Inconclusive($"what was seen is as claimed, but there is no rule {Rule} yet");
        if (Text.Length == 0)
            return;

        var row = $"| [{Rule}](codes/{Rule}.md) | {Text} | {SeenBefore} | {SeenAfter} |";
        StringAssert.Contains(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/analyzers.md"), cancellationToken), row);
    }

    /// <summary>The part about rule and fix, without starting anything.</summary>
    public async Task CheckRuleAsync(CancellationToken cancellationToken)
    {
        var project = Before.ToProject();
        var found = await Judgement.FindAsync(project, Rule, cancellationToken);
        Assert.HasCount(1, found, $"{Rule} before");
        StringAssert.Contains(found[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), Says);
        Assert.IsEmpty(await Judgement.FindAsync(After.ToProject(), Rule, cancellationToken), $"{Rule} after");
        if (Fix is null)
            return;

        var texts = await Judgement.FixAsync(project, found[0], Fix, cancellationToken);
        foreach (var (path, text) in After.Texts)
            Assert.AreEqual(text, texts[path], $"{path} after the fix");
    }

    private static async Task<(string Seen, string Output)> SeeAsync(ContainerApp app, Func<NamespaceApp, Task<string>> look, CancellationToken cancellationToken)
    {
        await using var running = await NamespaceApp.StartAsync(app, cancellationToken);
        var seen = await look(running);
        return (seen, running.Output);
    }
}
