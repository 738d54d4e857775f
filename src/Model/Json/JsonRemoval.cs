using Containerize.Diagnostics;

namespace Containerize.Json;

/// <summary>What to take out of a JSON text so that a member is gone and the rest stays JSON.</summary>
public static class JsonRemoval
{
    /// <summary>The member with the comma that separates it from its neighbour.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="member">One of its members.</param>
    public static TextRange Of(JsonNode parent, JsonMember member)
    {
        var members = parent.Members;
        var at = 0;
        while (members[at] != member)
            at++;

        // A comma may follow the only one.
        if (members.Count == 1)
            return TextRange.Between(parent.Range.Start + 1, parent.Range.End - 1);

        return at + 1 < members.Count
            ? TextRange.Between(member.NameRange.Start, members[at + 1].NameRange.Start)
            : TextRange.Between(members[at - 1].Value.Range.End, member.Value.Range.End);
    }
}
