using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Project;

/// <summary>
/// Whether a word stands anywhere in the sources: in a text, in a name of its own, in a comment. For rules about what code may read by name. Sources of
/// referenced projects count as far as the compiler has them: an editor does, a build sees assemblies only.
/// </summary>
internal static class SourceWords
{
    // A keystroke changes one tree; what is known about the others stays.
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, bool>> Known = new();

    /// <summary>True when the word is there, in any case and not as part of a longer one.</summary>
    public static bool Have(Compilation compilation, string word) =>
        compilation.SyntaxTrees.Any(tree => Has(tree, word)) || compilation.References.OfType<CompilationReference>().Any(reference => reference.Compilation.SyntaxTrees.Any(tree => Has(tree, word)));

    private static bool Has(SyntaxTree tree, string word) => Known.GetOrCreateValue(tree).GetOrAdd(word, sought => IsIn(tree.GetText().ToString(), sought));

    private static bool IsIn(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end])))
                return true;
        }

        return false;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
