using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Containerize.Testing;

/// <summary>What test.sh set up for the tests. What is not there makes a test inconclusive, which counts as skipped, with the reason.</summary>
public static class TestEnvironment
{
    /// <summary>Address of a Docker engine, <c>unix:///…</c>.</summary>
    public static string RequireDocker() => Require("CONTAINERIZE_TEST_DOCKER", "no Docker engine");

    /// <summary>Address of a Docker engine that keeps images in containerd's store.</summary>
    public static string RequireContainerdStore() => Require("CONTAINERIZE_TEST_CONTAINERD", "no Docker engine with containerd's store");

    /// <summary>Address of a Docker engine over TLS, <c>tcp://127.0.0.1:…</c>, and the folder of ca.pem, ca-key.pem, cert.pem and key.pem.</summary>
    public static (string Address, string Certificates) RequireDockerTls() =>
        (Require("CONTAINERIZE_TEST_DOCKER_TLS", "no Docker engine over TLS"), Require("CONTAINERIZE_TEST_DOCKER_CERTIFICATES", "no certificates"));

    /// <summary>Address of Podman's service.</summary>
    public static string RequirePodman() => Require("CONTAINERIZE_TEST_PODMAN", "no Podman service");

    /// <summary>Host and port of a registry on loopback.</summary>
    public static string RequireRegistry() => Require("CONTAINERIZE_TEST_REGISTRY", "no registry");

    /// <summary>Value of ContainerizeRegistryMirrors that finds stand-ins for Microsoft's images.</summary>
    public static string RequireMirror() => Require("CONTAINERIZE_TEST_MIRROR", "no stand-in base images");

    /// <summary>Path of buildx, as docker's plug-in or by itself.</summary>
    public static string RequireBuildx() => Require("CONTAINERIZE_TEST_BUILDX", "no buildx");

    /// <summary>Path of a command on the PATH.</summary>
    public static string RequireTool(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
            Assert.Inconclusive($"{name} is not installed");

        return path;
    }

    /// <summary>Goes on only in a long run.</summary>
    public static void RequireLong()
    {
        if (Environment.GetEnvironmentVariable("CONTAINERIZE_TEST_LONG") != "1")
            Assert.Inconclusive("only in ./test.sh --long");
    }

    private static string Require(string variable, string reason)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(value))
            Assert.Inconclusive($"{reason}: {variable} is not set (./test.sh sets it)");

        return value;
    }
}
