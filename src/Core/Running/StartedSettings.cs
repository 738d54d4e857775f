using System.Security.Cryptography;
using System.Text;
using Containerize.Engines;

namespace Containerize.Running;

/// <summary>Tells whether a container was started of the same image with the same settings: then it can go on.</summary>
internal static class StartedSettings
{
    /// <summary>Name of the label that holds the value.</summary>
    public const string Name = "dev.containerize.settings";

    /// <summary>A hash of everything that the engine is asked for. It tells nobody a value, and equal values give equal hashes only for one project.</summary>
    public static string Of(ContainerRequest request, string imageId, RunRequest run) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(run.Label.Value), Encoding.UTF8.GetBytes(string.Join('\0', imageId, ContainerBody.Create(request).ToJsonString(), string.Join(' ', run.Run.Networks)))));
}
