namespace Containerize.Bench;

/// <summary>What happened since the last publish.</summary>
public enum BuildCase
{
    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>One line of one source file changed.</summary>
    Line,

    /// <summary>The project has one package more.</summary>
    Package,

    /// <summary>The tool never ran: its cache is empty, repository and tag are new, the engine does not have the image. The project itself is compiled.</summary>
    Cold,
}

/// <summary>Where the image goes.</summary>
/// <param name="Name"><c>registry</c>, <c>archive</c>, <c>engine</c> or <c>containerd</c>.</param>
/// <param name="Engine">Address of the engine behind the proxy; null unless the image goes to one.</param>
public sealed record Output(string Name, string? Engine)
{
    /// <summary>A local engine, whatever its store.</summary>
    public bool IsEngine => Engine is not null;
}

/// <summary>One combination that is measured.</summary>
/// <param name="App">The app.</param>
/// <param name="Output">Where the image goes.</param>
/// <param name="Case">What happened before.</param>
public sealed record Cell(BenchApp App, Output Output, BuildCase Case)
{
    /// <inheritdoc />
    public override string ToString() => $"{App.Name}, {Output.Name}, {Case.ToString().ToLowerInvariant()}";
}

/// <summary>One round of a cell: every tool runs once, or those whose turn it is.</summary>
/// <param name="Cell">What is measured.</param>
/// <param name="Number">Grows over the whole run, so that every change and every repository is a new one.</param>
/// <param name="Index">Number within the cell; -1 is the round that is not timed.</param>
public sealed record Round(Cell Cell, int Number, int Index)
{
    /// <summary>First part of the image's name; a cold round has its own.</summary>
    public string Repository => Cell.Case == BuildCase.Cold ? $"bench/{Cell.App.Name}-{Cell.Output.Name}-{Number}" : $"bench/{Cell.App.Name}-{Cell.Output.Name}";
}
