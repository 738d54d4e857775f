using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Who the app runs as: ContainerUser; else the base's own USER; else APP_UID when the base declares it; else 1654 from scratch; else what the
/// base does, with a word about it.
/// </summary>
internal static class UserChoice
{
    public static Choice<string?> Choose(ProjectFacts facts, BaseImage image)
    {
        var declared = facts.Image.ContainerUser;
        if (declared.Length > 0)
        {
            var problem = Problem(declared);
            return problem is null ? new(declared, [], $"{declared} (from ContainerUser)") : new(null, [ProjectCodes.InvalidUser.With(declared, problem)]);
        }

        if (image.IsScratch)
            return new(BaseImageTable.AppUser, [], $"{BaseImageTable.AppUser} (the default from scratch)");
        if (image.Config is null)
            return new(null, [ProjectCodes.UserFromBase.With(image.Reference, "")], "from base, which was not read");
        if (IsRoot(image.Config.User))
            return new(image.Config.User, [ProjectCodes.RunsAsRoot.With(image.Reference, $"USER {image.Config.User}")], $"{image.Config.User} (USER of the base)");
        if (image.Config.User.Length > 0)
            return new(image.Config.User, [], $"{image.Config.User} (USER of the base)");

        var appUser = image.Config.Environment.LastOrDefault(variable => variable.Name == "APP_UID")?.Value;
        return string.IsNullOrEmpty(appUser)
            ? new(null, [ProjectCodes.RunsAsRoot.With(image.Reference, "no user")], "root (the base declares no user)")
            : new(appUser, [], $"{appUser} (APP_UID of the base)");
    }

    /// <summary>Numeric owner of files that are the app's: the image's user, or 1654 when that is a name or unknown.</summary>
    public static Ownership AppOwner(string? user)
    {
        if (user == "root")
            return Ownership.Root;

        var parts = (user ?? "").Split(':');
        if (!TryId(parts[0], out var userId))
            return new(1654, 1654);

        return new(userId, parts.Length > 1 && TryId(parts[1], out var groupId) ? groupId : userId);
    }

    /// <summary>Reads a uid or gid: decimal digits, at most 2147483647.</summary>
    public static bool TryId(string text, out int id) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static bool IsRoot(string user) => user.Split(':')[0] is "root" or "0";

    private static string? Problem(string user)
    {
        if (TextCheck.Check("", user) is not null)
            return "it holds a NUL or half of a surrogate pair";
        if (user.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return "it holds a space or a control character";

        var parts = user.Split(':');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0))
            return "a ':' stands between one user and one group";
        if (parts.Any(part => part[0] == '-'))
            return "it begins with '-'";
        if (parts.Any(part => part.All(c => c is >= '0' and <= '9') && !TryId(part, out _)))
            return "an id is at most 2147483647";

        return null;
    }
}
