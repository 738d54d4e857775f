using System.Globalization;
using Containerize.Analysis;

namespace Containerize.Analyzers.Project;

/// <summary>The TCP ports that the project says its container has: ContainerPort items, EXPOSE of the final stage, ports of compose services.</summary>
internal static class DeclaredPorts
{
    /// <summary>
    /// All of them. Null when neither an item nor a Dockerfile declares one, and when one of them, or what the base declares, cannot be read here.
    /// </summary>
    public static IReadOnlyCollection<int>? Of(ContainerProject project)
    {
        var ports = new SortedSet<int>();
        var items = project.Facts.Of("ContainerPort");
        if ((items.Count > 0 && project.Image.ConfiguredPorts is null) || !items.All(item => TryAdd(ports, item.Include, item["Type"])))
            return null;

        foreach (var file in ProjectFiles.Dockerfiles(project))
        {
            if (DockerfileImage.BaseOf(file.Dockerfile) is null)
                return null;

            var exposed = file.Dockerfile.Final.SelectMany(stage => stage.Instructions).Where(instruction => instruction.Keyword == "EXPOSE").SelectMany(instruction => instruction.Words);
            if (!exposed.All(word => !word.HasVariable && TryAdd(ports, word.Text, "")))
                return null;
        }

        var isDeclared = ports.Count > 0;
        var services = ProjectFiles.Services(project).Select(pair => pair.Service).ToList();
        if (services.Any(service => !service.IsComplete || service.HasOtherPorts))
            return null;

        return isDeclared && services.SelectMany(service => service.Ports).All(port => TryAdd(ports, port.Text.Substring(port.Text.LastIndexOf(':') + 1), "")) ? ports : null;
    }

    /// <summary>Ports of the host that lead to the container: callers name these.</summary>
    public static IEnumerable<string> OfHost(ContainerProject project)
    {
        foreach (var item in project.Facts.Of("ContainerPort"))
            yield return item["HostPort"];

        // 8081:8080, 127.0.0.1:8081:8080
        foreach (var port in ProjectFiles.Services(project).SelectMany(pair => pair.Service.Ports))
        {
            var parts = port.Text.Split(':');
            yield return parts.Length > 1 ? parts[parts.Length - 2] : "";
        }
    }

    // 80, 80/tcp, 8000-8010
    private static bool TryAdd(SortedSet<int> ports, string text, string type)
    {
        var parts = text.Split('/');
        var protocol = parts.Length > 1 ? parts[1] : type;
        var ends = parts[0].Split('-');
        if (parts.Length > 2 || ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[ends.Length - 1], out var last))
            return false;

        if (protocol.Length == 0 || protocol.Equals("tcp", StringComparison.OrdinalIgnoreCase))
            ports.UnionWith(Enumerable.Range(first, Math.Max(0, last - first + 1)));
        return true;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= 65535;
}
