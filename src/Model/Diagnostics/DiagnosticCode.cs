using System.Globalization;

namespace Containerize.Diagnostics;

/// <summary>A kind of finding. Ids are never reused and never renumbered; each has a page in docs/codes.</summary>
/// <param name="Id"><c>CTZ0105</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Title">A few words, the title of its page.</param>
/// <param name="Format">The message with <c>{0}</c> places: what happened, why, what to do. No trailing newline.</param>
public sealed record DiagnosticCode(string Id, Severity Severity, string Title, string Format)
{
    /// <summary>Where the page of this code is.</summary>
    public string HelpLink => $"https://containerize.dev/codes/{Id}";

    /// <summary>A finding of this kind, with the places filled in. Line breaks in arguments become spaces, so that it stays one line.</summary>
    public Diagnostic With(params object[] arguments) => new(this, OneLine(string.Format(CultureInfo.InvariantCulture, Format, arguments)));

    private static string OneLine(string text) =>
        text.IndexOfAny(['\r', '\n']) < 0 ? text : text.Replace("\r\n", " ").Replace('\n', ' ').Replace('\r', ' ');
}
