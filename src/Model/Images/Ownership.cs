namespace Containerize.Images;

/// <summary>Numeric owner of a file in the image. Names are not written: they would depend on the base's passwd.</summary>
/// <param name="UserId">uid.</param>
/// <param name="GroupId">gid.</param>
public readonly record struct Ownership(int UserId, int GroupId)
{
    /// <summary>Owner of everything that the app user may only read.</summary>
    public static Ownership Root => default;

    /// <summary><c>0:0</c>, as <c>COPY --chown</c> takes it.</summary>
    public override string ToString() => $"{UserId}:{GroupId}";
}
