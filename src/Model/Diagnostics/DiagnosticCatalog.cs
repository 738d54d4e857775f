namespace Containerize.Diagnostics;

/// <summary>Every code there is, by area: 01xx project and plan, 02xx Dockerfile, 03xx base and assembly, 04xx registry, 05xx credentials, 06xx engine, 07xx cache.</summary>
public static class DiagnosticCatalog
{
    /// <summary>All codes, ordered by id.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        .. ProjectCodes.All, .. DockerfileCodes.All, .. ImageCodes.All, .. RegistryCodes.All, .. CredentialCodes.All, .. EngineCodes.All, .. BuildCodes.All, .. CacheCodes.All,
    ];
}
