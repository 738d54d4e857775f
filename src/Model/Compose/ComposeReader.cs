using Containerize.Diagnostics;

namespace Containerize.Compose;

/// <summary>A service that is built from a Dockerfile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Context">Build context as written; <c>.</c> when it is not said.</param>
/// <param name="Dockerfile">Path below the context; <c>Dockerfile</c> when it is not said.</param>
public sealed record ComposeService(string Name, string Context, string Dockerfile)
{
    /// <summary>Entries of <c>ports</c> in the short form.</summary>
    public IReadOnlyList<ComposeScalar> Ports { get; init; } = [];

    /// <summary>True when it has ports that are not in <see cref="Ports"/>: in the long form, or under <c>expose</c>.</summary>
    public bool HasOtherPorts { get; init; }

    /// <summary>True when it says how to find out whether the app is healthy, or that nobody shall.</summary>
    public bool HasHealthCheck { get; init; }

    /// <summary>Entries of <c>environment</c>.</summary>
    public IReadOnlyList<ComposeVariable> Environment { get; init; } = [];

    /// <summary>True when files come from outside: volumes, secrets or configs.</summary>
    public bool HasMounts { get; init; }

    /// <summary>True when it shares the network of the host or of another container, so that its localhost is theirs.</summary>
    public bool SharesNetwork { get; init; }

    /// <summary>False when something in it is beyond this reader: an anchor, a merge, <c>env_file</c>, <c>extends</c>, another command than the image's. Then nobody knows its environment, or where it listens.</summary>
    public bool IsComplete { get; init; } = true;
}

/// <summary>A word of the file.</summary>
public sealed record ComposeScalar(string Text, TextRange Range);

/// <summary>A variable.</summary>
/// <param name="Name">For a list entry, what stands before <c>=</c>, or the whole entry.</param>
/// <param name="NameRange">Its place.</param>
/// <param name="Value">Null when the entry has none and takes the caller's.</param>
/// <param name="ValueRange">Its place; empty when there is no value.</param>
public sealed record ComposeVariable(string Name, TextRange NameRange, string? Value, TextRange ValueRange);

/// <summary>Reads the part of compose files that rules need: what services are built from, their ports and their environment.</summary>
public static class ComposeReader
{
    /// <summary>Services with <c>build</c>; empty when the file is more than this reader understands.</summary>
    public static IReadOnlyList<ComposeService> Read(string text)
    {
        if (YamlReader.Read(text)?["services"] is not { } services)
            return [];

        return [.. services.Members.Select(member => Service(member.Key, member.Value)).Where(service => service is not null).Select(service => service!)];
    }

    private static ComposeService? Service(YamlNode name, YamlNode body)
    {
        if (body["build"] is not { } build)
            return null;

        var (context, dockerfile) = build.Members.Count == 0 ? (build.Text, "") : (build["context"]?.Text ?? "", build["dockerfile"]?.Text ?? "");
        var ports = body["ports"]?.Items ?? [];
        var shortPorts = ports.Where(item => item.Members.Count == 0 && !item.IsOpaque).Select(item => new ComposeScalar(item.Text, item.Range)).ToList();
        return new(name.Text, context.Length == 0 ? "." : context, dockerfile.Length == 0 ? "Dockerfile" : dockerfile)
        {
            Ports = shortPorts,
            HasOtherPorts = shortPorts.Count < ports.Count || body["expose"] is not null,
            HasHealthCheck = body["healthcheck"] is not null,
            Environment = Environment(body["environment"]),
            HasMounts = body["volumes"] is not null || body["secrets"] is not null || body["configs"] is not null,
            SharesNetwork = body["network_mode"] is not null,
            IsComplete = !body.HasOpaque && body["env_file"] is null && body["extends"] is null && body["command"] is null && body["entrypoint"] is null,
        };
    }

    private static IReadOnlyList<ComposeVariable> Environment(YamlNode? node)
    {
        if (node is null || node.IsOpaque)
            return [];
        if (node.Members.Count > 0)
            return [.. node.Members.Where(member => !member.Value.IsOpaque).Select(member => new ComposeVariable(member.Key.Text, member.Key.Range, member.Value.IsEmpty ? null : member.Value.Text, member.Value.Range))];

        return [.. node.Items.Where(item => item.Members.Count == 0 && !item.IsOpaque && item.Text.Length > 0).Select(Entry)];
    }

    private static ComposeVariable Entry(YamlNode item)
    {
        var equals = item.Text.IndexOf('=');
        if (equals < 0)
            return new(item.Text, item.Range, null, new(item.Range.End, 0));

        return new(item.Text.Substring(0, equals), new(item.Range.Start, equals), item.Text.Substring(equals + 1), TextRange.Between(item.Range.Start + equals + 1, item.Range.End));
    }
}
