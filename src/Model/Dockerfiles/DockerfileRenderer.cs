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
    /// <returns>No text when something cannot be written (CTZ0204).</returns>
    public static Result<string> Publish(ImagePlan plan)
    {
        var lines = new DockerfileLines();
        lines.Add(Header(plan, $"Copies published files that were staged: docker build --platform {plan.Platform} -f Dockerfile context"));
        lines.Add($"FROM {plan.Base.Reference}");
        AddRunLines(lines, plan);
        foreach (var tree in StagedTrees.Of(plan))
            AddCopy(lines, tree, "");

        AddSettings(lines, plan);
        return lines.Finish();
    }

    /// <summary>Kind <c>source</c>: restores, publishes and copies in stages, so that only the builder needs an SDK. See <see cref="SourceFacts"/>.</summary>
    /// <returns>No text when something cannot be written (CTZ0204).</returns>
    public static Result<string> Source(ImagePlan plan, SourceFacts source)
    {
        var lines = new DockerfileLines();
        var secrets = string.Concat(source.SecretNuGetConfigs.Select((file, i) => $" --secret id={SourceStage.SecretId(i)},src={source.ContextName}/{file}"));
        lines.Add(Header(plan, $"Builds from source: docker build{secrets} -f {source.DockerfilePath} {source.ContextName}"));
        SourceStage.Add(lines, plan, source);
        lines.Add("");
        lines.Add($"FROM {plan.Base.Reference}");
        AddRunLines(lines, plan);
        lines.Add("ContainerWorkingDirectory", $"COPY --from=build {DockerfileText.Copy(["/out/"], plan.WorkingDirectory.Value + "/")}");
        foreach (var tree in SourceStage.DeclaredTrees(plan))
            AddCopy(lines, tree, SourceStage.Staged);

        AddSettings(lines, plan);
        return lines.Finish();
    }

    private static void AddRunLines(DockerfileLines lines, ImagePlan plan)
    {
        foreach (var line in RunLines.Of(plan))
            lines.Add("ContainerRunCommand", line);
    }

    private static void AddCopy(DockerfileLines lines, StagedTree tree, string stage)
    {
        var folder = tree.Root.IsRoot ? "/" : tree.Root.Value + "/";
        var options = (stage.Length == 0 ? "" : "--from=build ") + (tree.Owner == Ownership.Root ? "" : $"--chown={tree.Owner} ");
        lines.Add($"The path {folder}", $"COPY {options}{DockerfileText.Copy([stage + tree.Name + (tree.Entries.Count == 0 ? "/" : folder)], folder)}");
    }

    private static void AddSettings(DockerfileLines lines, ImagePlan plan)
    {
        foreach (var variable in plan.Environment)
        {
            var subject = $"ContainerEnvironmentVariable '{variable.Name}'";
            lines.Add(subject, $"ENV {lines.Word(subject, variable.Name)}={lines.Quote(subject, variable.Value)}");
        }

        foreach (var label in plan.Labels)
        {
            var subject = $"ContainerLabel '{label.Name}'";
            if (label.Name.IndexOf('=') >= 0)
                lines.Refuse(subject, "its name holds '=', which ends a name");
            lines.Add(subject, $"LABEL {lines.Word(subject, label.Name)}={lines.Quote(subject, label.Value)}");
        }

        if (plan.Ports.Count > 0)
            lines.Add("EXPOSE " + string.Join(" ", plan.Ports));

        if (plan.Volumes.Count > 0)
            lines.Add("ContainerVolume", "VOLUME " + DockerfileText.ExpandedJsonArray(plan.Volumes.Select(volume => volume.Path.Value)));

        if (plan.HealthCheck is { } check)
            HealthCheckLine.Add(lines, check);

        if (plan.StopSignal is { } signal)
            lines.Add("STOPSIGNAL " + lines.Word("ContainerStopSignal", signal));

        lines.Add("WORKDIR " + lines.Word("ContainerWorkingDirectory", plan.WorkingDirectory.Value));
        if (plan.User is { } user)
            lines.Add("USER " + lines.Word("ContainerUser", user));

        if (plan.Entrypoint is { } entrypoint)
            lines.Add("The entrypoint", "ENTRYPOINT " + DockerfileText.JsonArray(entrypoint));

        if (plan.Command is { } command)
            lines.Add("The command", "CMD " + DockerfileText.JsonArray(command));
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
        #   health, stop    ContainerHealthCheck, ContainerStopSignal
        """.Replace("\r\n", "\n");

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Or(string value, string other) => value.Length > 0 ? value : other;
}
