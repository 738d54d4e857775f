using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>OCI annotations, in declared order; of duplicates in one scope the last value wins, at the place of the first.</summary>
internal static class AnnotationChoice
{
    public static Choice<IReadOnlyList<Annotation>> Choose(ProjectFacts facts)
    {
        var found = new List<Diagnostic>();
        var annotations = new List<Annotation>();
        foreach (var item in facts.Annotations)
        {
            if (item.Include.Length == 0 || item.Include.IndexOf('\0') >= 0)
            {
                found.Add(ProjectCodes.InvalidLabel.With($"ContainerAnnotation '{item.Include.Replace("\0", "\\0")}'"));
                continue;
            }

            if (!TryScope(item["Scope"], out var scope))
                found.Add(ProjectCodes.InvalidChoice.With($"Scope of ContainerAnnotation '{item.Include}'", item["Scope"], "manifest or index"));
            if (!TextCheck.Accepts("The name of a ContainerAnnotation", item.Include, found) || !TextCheck.Accepts($"ContainerAnnotation '{item.Include}'", item["Value"], found))
                continue;

            var place = annotations.FindIndex(annotation => annotation.Name == item.Include && annotation.Scope == scope);
            if (place < 0)
                annotations.Add(new(item.Include, item["Value"], scope));
            else
                annotations[place] = new(item.Include, item["Value"], scope);
        }

        return new(annotations, found);
    }

    private static bool TryScope(string text, out AnnotationScope scope)
    {
        scope = string.Equals(text, "index", StringComparison.OrdinalIgnoreCase) ? AnnotationScope.Index : AnnotationScope.Manifest;
        return text.Length == 0 || scope == AnnotationScope.Index || string.Equals(text, "manifest", StringComparison.OrdinalIgnoreCase);
    }
}
