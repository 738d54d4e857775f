using Containerize.Dockerfiles;

namespace Containerize.Model.Tests.Dockerfiles;

/// <summary>What is read of a Dockerfile that somebody wrote.</summary>
[TestClass]
public sealed class DockerfileSummaryTests
{
    private const string Text = """
        # syntax=docker/dockerfile:1
        ARG VERSION=9.0
        ARG REGISTRY=mcr.microsoft.com
        FROM --platform=$BUILDPLATFORM ${REGISTRY}/dotnet/sdk:${VERSION} AS build
        RUN --mount=type=secret,id=nuget,target=/x --mount=type=bind,from=tools:1,target=/t \
            # a comment in between
            restore
        RUN <<EOF
        FROM not/an:image
        EOF
        FROM ${REGISTRY}/dotnet/aspnet:$VERSION AS base
        ENV PORT=8080
        EXPOSE $PORT 8081/UDP
        USER app
        FROM base AS final
        COPY --from=build /app /app
        COPY --from=0 /app /app
        COPY --from=busybox:1 /bin/sh /bin/sh
        EXPOSE ${OTHER:-9090}
        HEALTHCHECK CMD true
        FROM final AS debug
        HEALTHCHECK NONE
        USER root
        """;

    [TestMethod]
    public void Images_ports_user_and_health_come_from_the_stage_that_is_built()
    {
        var final = DockerfileSummary.Read(Text, new Dictionary<string, string> { ["VERSION"] = "10.0" }, "Final");

        CollectionAssert.AreEqual(new[] { "mcr.microsoft.com/dotnet/sdk:10.0", "tools:1", "mcr.microsoft.com/dotnet/aspnet:10.0", "busybox:1" }, final.Images.ToArray());
        CollectionAssert.AreEqual(new[] { "8080/tcp", "8081/udp", "9090/tcp" }, final.Ports.ToArray());
        CollectionAssert.AreEqual(new[] { "nuget" }, final.Secrets.ToArray());
        Assert.AreEqual("app", final.User);
        Assert.IsTrue(final.HasHealthCheck);
    }

    [TestMethod]
    public void Without_a_target_the_last_stage_is_built()
    {
        var last = DockerfileSummary.Read(Text, new Dictionary<string, string>(), "");

        Assert.AreEqual("root", last.User);
        Assert.IsFalse(last.HasHealthCheck);
        Assert.AreEqual("mcr.microsoft.com/dotnet/sdk:9.0", last.Images[0]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("FROM")]
    [DataRow("EXPOSE 1\nFROM scratch\n")]
    [DataRow("FROM $NOTHING\nRUN \\")]
    public void Nonsense_is_no_image(string text) => Assert.IsEmpty(DockerfileSummary.Read(text, new Dictionary<string, string>(), "").Images);

    [TestMethod]
    public void Arguments_of_Visual_Studio_are_read_as_a_command_line()
    {
        var options = DockerArguments.Options("--build-arg A=b \"--build-arg=C=d e\" -e'F=g h' --no-cache --target x", "--no-cache");

        CollectionAssert.AreEqual(new[] { ("--build-arg", "A=b"), ("--build-arg", "C=d e"), ("-e", "F=g h"), ("--no-cache", ""), ("--target", "x") }, options.ToArray());
    }
}
