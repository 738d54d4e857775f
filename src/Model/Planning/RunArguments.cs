using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Reads ContainerizeRunArguments: the options of <c>docker run</c> that describe a container. Those about the terminal and the life of the command are
/// known and do nothing, since we say when a container ends; any other is an error, because leaving it out could surprise.
/// </summary>
internal sealed class RunArguments
{
    private const string Name = "ContainerizeRunArguments";

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["-v"] = "--volume", ["-e"] = "--env", ["-p"] = "--publish", ["-m"] = "--memory", ["-u"] = "--user", ["-d"] = "--detach", ["-i"] = "--interactive", ["-t"] = "--tty", ["--net"] = "--network",
    };

    private static readonly HashSet<string> WithoutMeaning = new(StringComparer.Ordinal) { "--detach", "--interactive", "--tty", "--rm", "-it", "-ti", "-dit" };

    private readonly List<Diagnostic> _found;
    private readonly List<Volume> _volumes = [];
    private readonly List<NamedValue> _variables = [];
    private readonly List<PublishedPort> _ports = [];
    private readonly List<string> _networks = [];
    private readonly List<string> _hosts = [];
    private readonly List<string> _temporary = [];
    private readonly List<string> _added = [];
    private readonly List<string> _dropped = [];
    private RunOptions _options = new();

    private RunArguments(List<Diagnostic> found) => _found = found;

    /// <summary>The plan with what the line adds. Ports that it publishes take the place of those that the project publishes for the same container port.</summary>
    public static RunPlan Apply(string line, RunPlan run, List<Diagnostic> found)
    {
        if (line.Trim().Length == 0)
            return run;
        if (CommandWords.Split(line) is not { } words)
        {
            found.Add(ProjectCodes.InvalidRunArguments.With(Name, "a quote is not closed"));
            return run;
        }

        var arguments = new RunArguments(found);
        arguments.Read(words);
        return run with
        {
            Ports = [.. run.Ports.Where(port => arguments._ports.All(own => own.Container != port.Container)), .. arguments._ports],
            Environment = [.. run.Environment, .. arguments._variables],
            Networks = [.. run.Networks.Union(arguments._networks)],
            Options = arguments._options with
            {
                Volumes = arguments._volumes,
                Hosts = arguments._hosts,
                TemporaryFolders = arguments._temporary,
                AddedCapabilities = arguments._added,
                DroppedCapabilities = arguments._dropped,
            },
        };
    }

    private void Read(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i].IndexOf('=') : -1;
            var name = equals < 0 ? words[i] : words[i].Substring(0, equals);
            if (ShortNames.TryGetValue(name, out var full))
                name = full;

            var value = equals < 0 ? null : words[i].Substring(equals + 1);
            if (Switch(name, value))
                continue;

            value ??= i + 1 < words.Count ? words[++i] : "";
            if (Option(name, value) is { } problem)
                _found.Add(ProjectCodes.InvalidRunArguments.With(Name, problem));
        }
    }

    private bool Switch(string name, string? value)
    {
        var isOn = !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);
        switch (name)
        {
            case "--init":
                _options = _options with { Init = isOn };
                return true;
            case "--read-only":
                _options = _options with { ReadOnly = isOn };
                return true;
            case "--privileged":
                _options = _options with { Privileged = isOn };
                return true;
            default:
                return WithoutMeaning.Contains(name);
        }
    }

    private string? Option(string name, string value)
    {
        if (!name.StartsWith("-", StringComparison.Ordinal))
            return $"'{name}' is no option; what the container runs is said by ContainerAppCommandArgs";

        switch (name)
        {
            case "--volume":
                return Volume(value);
            case "--env":
                return Variable(value);
            case "--publish":
                return Publish(value);
            case "--network" when NetworkChoice.IsName(value):
                _networks.Add(value);
                return null;
            case "--add-host" when value.IndexOf(':') > 0:
                _hosts.Add(value);
                return null;
            case "--tmpfs" when value.StartsWith("/", StringComparison.Ordinal):
                _temporary.Add(value);
                return null;
            case "--cap-drop" when value.Length > 0:
                _dropped.Add(value);
                return null;
            case "--cap-add" when value.Length > 0:
                _added.Add(value);
                return null;
            case "--name" when value.Length > 0:
                _options = _options with { Name = value };
                return null;
            case "--user" when value.Length > 0:
                _options = _options with { User = value };
                return null;
            case "--restart" when IsRestart(value):
                _options = _options with { Restart = value };
                return null;
            case "--memory" when Bytes(value) is { } bytes:
                _options = _options with { Memory = bytes };
                return null;
            case "--cpus" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus) && cpus is > 0 and < 1024:
                _options = _options with { NanoCpus = (long)(cpus * 1_000_000_000) };
                return null;
            case "--network" or "--add-host" or "--tmpfs" or "--cap-drop" or "--cap-add" or "--name" or "--user" or "--restart" or "--memory" or "--cpus":
                return $"{name} does not take '{value}'";
            default:
                return $"{name} is not known here: -v, -e, -p, --network, --add-host, --memory, --cpus, --restart, --name, --init, --read-only, --tmpfs, --cap-add, --cap-drop, --user and --privileged are";
        }
    }

    // SOURCE:PATH[:ro], where the source may be a Windows path with a drive letter.
    private string? Volume(string value)
    {
        var start = value.Length > 2 && value[1] == ':' && value[2] is '\\' or '/' ? 2 : 0;
        var colon = value.IndexOf(':', start);
        var rest = colon < 0 ? [] : value.Substring(colon + 1).Split(':');
        if (colon <= 0 || rest.Length is 0 or > 2 || !UnixPath.TryParse(rest[0], out var path) || path.IsRoot || (rest.Length == 2 && rest[1] is not ("ro" or "rw" or "z" or "Z")))
            return $"-v does not take '{value}': write SOURCE:/path or SOURCE:/path:ro, with an absolute folder or the name of a volume as the source";

        var source = value.Substring(0, colon);
        if (source[0] is '.' or '~')
            return $"-v does not take the relative folder '{source}': write $(MSBuildProjectDirectory)/… instead";

        _volumes.Add(new(path, source, rest.Length == 2 && rest[1] == "ro"));
        return null;
    }

    private string? Variable(string value)
    {
        var equals = value.IndexOf('=');
        if (equals <= 0)
            return $"-e does not take '{value}': write NAME=value";

        _variables.Add(new(value.Substring(0, equals), value.Substring(equals + 1)));
        return null;
    }

    // [[IP:]HOST:]CONTAINER[/udp]; without a host port a free one.
    private string? Publish(string value)
    {
        var slash = value.LastIndexOf('/');
        var protocol = slash < 0 ? "tcp" : value.Substring(slash + 1);
        var parts = (slash < 0 ? value : value.Substring(0, slash)).Split(':');
        var host = parts.Length > 1 ? parts[parts.Length - 2] : "";
        if (parts.Length > 3 || !IsPort(parts[parts.Length - 1], out var container) || (host.Length > 0 && !IsPort(host, out _)) || protocol is not ("tcp" or "udp" or "sctp"))
            return $"-p does not take '{value}': write HOST:CONTAINER, 127.0.0.1:HOST:CONTAINER or CONTAINER, with /udp behind it where it is not TCP";

        var published = new PublishedPort(new Port(container, protocol), host.Length == 0 ? null : int.Parse(host, CultureInfo.InvariantCulture));
        _ports.Add(parts.Length == 3 && parts[0].Length > 0 ? published with { HostIp = parts[0] } : published);
        return null;
    }

    private static bool IsPort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static bool IsRestart(string value) =>
        value is "no" or "always" or "unless-stopped" or "on-failure" || (value.StartsWith("on-failure:", StringComparison.Ordinal) && int.TryParse(value.Substring(11), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    // 512m, 1.5g, 268435456: powers of 1024, as docker reads them.
    private static long? Bytes(string text)
    {
        var digits = text.TrimEnd('b', 'B');
        var unit = digits.Length == 0 ? '\0' : char.ToLowerInvariant(digits[digits.Length - 1]);
        var factor = unit switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, 't' => 1L << 40, _ => 1L };
        var number = factor == 1 ? digits : digits.Substring(0, digits.Length - 1);
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1_000_000_000_000 ? (long)(value * factor) : null;
    }
}
