using Containerize.Diagnostics;

namespace Containerize.Json;

#pragma warning disable CA1720 // the names are those of RFC 8259
/// <summary>What a JSON value is.</summary>
public enum JsonKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>; <see cref="JsonNode.Text"/> has it.</summary>
    Boolean,

    /// <summary>A number; <see cref="JsonNode.Text"/> has it as written.</summary>
    Number,

    /// <summary>A string; <see cref="JsonNode.Text"/> has it unescaped.</summary>
    String,

    /// <summary>An object with <see cref="JsonNode.Members"/>.</summary>
    Object,

    /// <summary>An array with <see cref="JsonNode.Items"/>.</summary>
    Array,
}
#pragma warning restore CA1720

/// <summary>A JSON value and where it stands.</summary>
public sealed record JsonNode
{
    /// <summary>What it is.</summary>
    public required JsonKind Kind { get; init; }

    /// <summary>Value of a string, number or boolean; empty for the rest.</summary>
    public string Text { get; init; } = "";

    /// <summary>Line of its first character, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Column of its first character in UTF-16 units, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>Its place in the text, quotes and brackets included.</summary>
    public TextRange Range { get; init; }

    /// <summary>Members of an object in the order of the file, duplicates included.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>Items of an array.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = [];

    /// <summary>The last member of that name without regard to case, as configuration reads it; null when there is none.</summary>
    public JsonNode? this[string name] => Members.LastOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
}

/// <summary>A member of a JSON object.</summary>
/// <param name="Name">Unescaped name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Line">Line of the name's quote, from 1.</param>
/// <param name="Column">Column of the name's quote, from 1.</param>
public sealed record JsonMember(string Name, JsonNode Value, int Line, int Column)
{
    /// <summary>Place of the name in the text, quotes included.</summary>
    public TextRange NameRange { get; init; }
}
