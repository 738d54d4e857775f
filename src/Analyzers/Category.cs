namespace Containerize.Analyzers;

/// <summary>What a rule is about, and where its page is.</summary>
internal static class Category
{
    public const string Ports = "Containerize.Ports";
    public const string Environment = "Containerize.Environment";
    public const string Runtime = "Containerize.Runtime";
    public const string Configuration = "Containerize.Configuration";

    /// <summary>Pages of the codes; a rule's own follows by its id.</summary>
    public const string Pages = "https://containerize.dev/codes/";
}
