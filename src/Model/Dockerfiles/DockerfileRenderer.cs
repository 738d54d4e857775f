using System.Globalization;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>
/// Writes the Dockerfile that builds the image of a plan. Only what Docker 20.10's BuildKit and Podman 4.3 understand: no <c># syntax=</c>,
/// <c>--link</c>, <c>--parents</c> or <c>--chmod</c>. The same plan gives the same bytes.
/// </summary>
public static class DockerfileRenderer
{
    /// <summary>Kind <c>publish</c>: copies the staged trees of the plan, layer by layer. Line feeds only; without the marker line.</summary>
    public static Result<string> Publish(ImagePlan plan)
    {
        var lines = new DockerfileLines();
        lines.Add(Header(plan, "Copies the files that were published, one COPY for each layer."));
        lines.Add($"FROM {plan.Base.Reference}");
        foreach (var tree in StagedTrees.Of(plan))
            AddCopies(lines, tree);

        AddSettings(lines, plan);
        return lines.Finish();
    }

    /// <summary>Kind <c>source</c>: restores, publishes and copies in stages, so that only the builder needs an SDK. See <see cref="SourceFacts"/>.</summary>
    public static Result<string> Source(ImagePlan plan, SourceFacts source)
    {
        var lines = new DockerfileLines();
        lines.Add(Header(plan, $"Builds from source. The context is the folder {source.ContextName}: docker build -f {source.DockerfilePath} {source.ContextName}"));
        SourceStage.Add(lines, plan, source);
        lines.Add("");
        lines.Add($"FROM {plan.Base.Reference}");
        lines.Add($"COPY --from=build /out/ {lines.Word("ContainerWorkingDirectory", plan.WorkingDirectory.Value + "/")}");
        AddSettings(lines, plan);
        return lines.Finish();
    }

    // A whole tree as root's. What has another owner goes part by part: COPY would give the owner to the folders above it, those of the base included.
    private static void AddCopies(DockerfileLines lines, StagedTree tree)
    {
        if (tree.Owner == Ownership.Root)
        {
            lines.Add($"COPY {tree.Name}/ /");
            return;
        }

        foreach (var top in tree.Tops)
        {
            var end = top.Kind == FileEntryKind.Directory ? "/" : "";
            lines.Add($"COPY --chown={tree.Owner} {DockerfileText.JsonArray([tree.Name + top.Path.Value + end, top.Path.Value + end])}");
        }
    }

    private static void AddSettings(DockerfileLines lines, ImagePlan plan)
    {
        foreach (var variable in plan.Environment)
            lines.Add($"ENV {variable.Name}={lines.Quote($"ContainerEnvironmentVariable '{variable.Name}'", variable.Value)}");

        foreach (var label in plan.Labels)
            lines.Add($"LABEL {lines.Quote("ContainerLabel", label.Name)}={lines.Quote($"ContainerLabel '{label.Name}'", label.Value)}");

        if (plan.Ports.Count > 0)
            lines.Add("EXPOSE " + string.Join(" ", plan.Ports));

        if (plan.Volumes.Count > 0)
            lines.Add("VOLUME " + DockerfileText.JsonArray(plan.Volumes.Select(volume => volume.Path.Value)));

        if (plan.HealthCheck is { } check)
            lines.Add(HealthCheckLine(check));

        if (plan.StopSignal is { } signal)
            lines.Add("STOPSIGNAL " + signal);

        lines.Add("WORKDIR " + lines.Word("ContainerWorkingDirectory", plan.WorkingDirectory.Value));
        if (plan.User is { } user)
            lines.Add("USER " + lines.Word("ContainerUser", user));

        if (plan.Entrypoint is { } entrypoint)
            lines.Add("ENTRYPOINT " + DockerfileText.JsonArray(entrypoint));

        if (plan.Command is { } command)
            lines.Add("CMD " + DockerfileText.JsonArray(command));
    }

    private static string HealthCheckLine(HealthCheck check)
    {
        if (check.Test[0] == "NONE")
            return "HEALTHCHECK NONE";

        var line = new StringBuilder("HEALTHCHECK");
        AddOption(line, "interval", check.Interval);
        AddOption(line, "timeout", check.Timeout);
        AddOption(line, "start-period", check.StartPeriod);
        if (check.Retries is { } retries)
            line.Append(" --retries=").Append(retries.ToString(CultureInfo.InvariantCulture));

        // A shell line goes on one line as it is: HEALTHCHECK expands no variables itself.
        return line.Append(check.Test[0] == "CMD-SHELL" ? $" CMD {check.Test[1]}" : $" CMD {DockerfileText.JsonArray(check.Test.Skip(1))}").ToString();
    }

    private static void AddOption(StringBuilder line, string name, TimeSpan? value)
    {
        if (value is { } duration)
            line.Append(" --").Append(name).Append('=').Append(((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)).Append("ms");
    }

    private static string Header(ImagePlan plan, string what) =>
        $"""
        # The image of {plan.Project}, configuration {Or(plan.Configuration, "as built")}, runtime identifier {Or(plan.RuntimeIdentifier, "any")}.
        # {what}
        # Written by Containerize at every publish. Do not edit it: change the project, and it follows.
        #   base            ContainerBaseImage, ContainerFamily
        #   variables       ContainerEnvironmentVariable items
        #   labels          ContainerLabel items
        #   ports, volumes  ContainerPort, ContainerVolume items
        #   files           ContainerFile, ContainerDirectory items
        #   user, folder    ContainerUser, ContainerWorkingDirectory
        #   start           ContainerAppCommand, ContainerDefaultArgs items
        """.Replace("\r\n", "\n");

    private static string Or(string value, string other) => value.Length > 0 ? value : other;
}
