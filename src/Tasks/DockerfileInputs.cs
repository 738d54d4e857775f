using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>What is to be built, and by whom, when it is not this process that makes the image.</summary>
public abstract class DockerfileInputs : ConnectedTask
{
#pragma warning disable CS1591, CA1819 // MSBuild properties of the same names; MSBuild hands in arrays
    public string ProjectDirectory { get; set; } = "";
    public string Builder { get; set; } = "";
    public string BuildxBuilder { get; set; } = "";
    public string CustomDockerfile { get; set; } = "";
    public string BuildContextDirectory { get; set; } = "";
    public string BuildTarget { get; set; } = "";
    public string DockerfileBuildArguments { get; set; } = "";
    public string GeneratedDockerfile { get; set; } = "";
    public string GeneratedContext { get; set; } = "";
    public string GeneratedKind { get; set; } = "";
    public ITaskItem[] BuildArguments { get; set; } = [];
    public ITaskItem[] CacheFrom { get; set; } = [];
    public ITaskItem[] CacheTo { get; set; } = [];
    public ITaskItem[] Secrets { get; set; } = [];
#pragma warning restore CS1591, CA1819

    /// <summary>True when the Dockerfile is the user's own.</summary>
    protected bool IsCustom => CustomDockerfile.Length > 0;

    /// <summary>Who makes the image; null when that was reported as an error.</summary>
    protected ImageBuilder? ChooseBuilder(ImagePlan plan) => Report(BuilderChoice.Choose(new(Builder, CustomDockerfile, BuildxBuilder, plan.RunCommands.Count > 0))) as ImageBuilder?;

    /// <summary>The builder and caches of buildx.</summary>
    protected BuildxOptions ReadBuildxOptions() => new(BuildxBuilder, [.. CacheFrom.Select(item => item.ItemSpec)], [.. CacheTo.Select(item => item.ItemSpec)]);

    /// <summary>The Dockerfile, its context and its arguments.</summary>
    /// <exception cref="ContainerizeException">CTZ0620, CTZ0625.</exception>
    protected DockerfileBuildRequest ReadRequest(ImagePlan plan)
    {
        var secrets = Secrets.Select(ReadSecret).ToArray();
        if (!IsCustom)
        {
            // A Dockerfile that was not written this time is an older plan's.
            if (GeneratedContext.Length == 0)
                throw new ContainerizeException(BuildCodes.BuildFailed.With(GeneratedDockerfile, "an engine", "it was not written, for the reasons that were warned of before"));

            return new DockerfileBuildRequest
            {
                Dockerfile = Path.GetFullPath(GeneratedDockerfile, ProjectDirectory),
                Context = GeneratedContext,
                Platform = plan.Platform.ToString(),
                Modified = GeneratedKind.Equals("source", StringComparison.OrdinalIgnoreCase) ? null : plan.Created,
                Secrets = secrets,
            };
        }

        var dockerfile = Path.GetFullPath(CustomDockerfile, ProjectDirectory);
        var options = DockerArguments.Options(DockerfileBuildArguments);
        if (options.FirstOrDefault(option => option.Name is not ("--build-arg" or "--target")) is { Name: not null } unknown)
            throw new ContainerizeException(BuildCodes.InvalidSetting.With("DockerfileBuildArguments", $"{unknown.Name} {unknown.Value}".Trim(), "only --build-arg and --target are understood; for secrets there are ContainerizeSecret items"));

        return new DockerfileBuildRequest
        {
            Dockerfile = dockerfile,
            Context = BuildContextDirectory.Length > 0 ? Path.GetFullPath(BuildContextDirectory, ProjectDirectory) : Path.GetDirectoryName(dockerfile)!,
            Target = BuildTarget.Length > 0 ? BuildTarget : options.LastOrDefault(option => option.Name == "--target").Value ?? "",
            Arguments = ReadArguments(options),
            Platform = plan.RuntimeIdentifier.Length > 0 ? plan.Platform.ToString() : "",
            Secrets = secrets,
        };
    }

    private Dictionary<string, string> ReadArguments(IEnumerable<(string Name, string Value)> options)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        var environment = ReadEnvironment();
        foreach (var (_, value) in options.Where(option => option.Name == "--build-arg"))
        {
            // As docker does: a name alone takes the variable's value.
            var pair = value.Split('=', 2);
            arguments[pair[0]] = pair.Length > 1 ? pair[1] : environment.GetValueOrDefault(pair[0], "");
        }

        foreach (var item in BuildArguments)
            arguments[item.ItemSpec] = item.GetMetadata("Value");
        return arguments;
    }

    private BuildSecret ReadSecret(ITaskItem item)
    {
        var (file, variable) = (item.GetMetadata("File"), item.GetMetadata("EnvironmentVariable"));
        if ((file.Length > 0) == (variable.Length > 0))
            throw new ContainerizeException(BuildCodes.InvalidSetting.With("ContainerizeSecret", item.ItemSpec, "set either File or EnvironmentVariable"));
        if (item.ItemSpec.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')))
            throw new ContainerizeException(BuildCodes.InvalidSetting.With("ContainerizeSecret", item.ItemSpec, "write letters, digits, '_', '-' and '.' only"));
        if (variable.Length > 0 && !ReadEnvironment().ContainsKey(variable))
            throw new ContainerizeException(BuildCodes.InvalidSetting.With("ContainerizeSecret", item.ItemSpec, $"the environment variable {variable} is not set"));

        var path = file.Length > 0 ? Path.GetFullPath(file, ProjectDirectory) : "";
        if (path.Length > 0 && !File.Exists(path))
            throw new ContainerizeException(BuildCodes.InvalidSetting.With("ContainerizeSecret", item.ItemSpec, $"the file '{path}' is not there"));

        return new BuildSecret(item.ItemSpec, path, variable);
    }
}
