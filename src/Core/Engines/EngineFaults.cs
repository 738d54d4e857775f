using System.Net.Sockets;
using Containerize.Diagnostics;
using Containerize.Native;

namespace Containerize.Engines;

/// <summary>Turns what a transport throws into what a person can act on.</summary>
internal static class EngineFaults
{
    /// <summary>True for what a connection throws when the other side is not there, goes away, or talks nonsense.</summary>
    public static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or UnauthorizedAccessException or ArgumentOutOfRangeException
        || EngineTransport.IsCertificateFault(exception);

    /// <summary>The engine could not be reached at all.</summary>
    public static ContainerizeException Unreachable(EngineAddress address, Exception exception)
    {
        var cause = Causes(exception).ToArray();
        var socket = cause.OfType<SocketException>().FirstOrDefault();
        if (socket?.SocketErrorCode == SocketError.AccessDenied || cause.Any(one => one is UnauthorizedAccessException))
            return new(EngineCodes.EngineNotPermitted.With(address, PermissionHint(address)), exception);

        return new(EngineCodes.EngineUnreachable.With(address, Reason(address, cause, socket)), exception);
    }

    /// <summary>The engine was there and then was not.</summary>
    public static ContainerizeException Died(EngineAddress address, string what, string reason, Exception? exception = null) =>
        new(EngineCodes.EngineDied.With(address, what, reason), exception);

    /// <summary>The innermost message, without the full stop.</summary>
    public static string InnerMessage(Exception exception) => Causes(exception).Last().Message.TrimEnd('.');

    private static string PermissionHint(EngineAddress address) => address.Kind switch
    {
        EngineTransportKind.Unix when address.Path.Contains("podman", StringComparison.Ordinal) =>
            "that socket is another user's; start your own with 'systemctl --user start podman.socket'",
        EngineTransportKind.Unix => "join the group that owns the socket ('sudo usermod -aG docker $USER', then log in again), or use rootless Docker or Podman",
        EngineTransportKind.NamedPipe => "join the group docker-users and log in again",
        EngineTransportKind.Ssh => "see who may run ssh on this machine",
        _ => "the system denies the connection",
    };

    private static string Reason(EngineAddress address, Exception[] causes, SocketException? socket)
    {
        if (address.Kind == EngineTransportKind.Unix)
        {
            if (causes.Any(one => one is ArgumentOutOfRangeException))
                return "its path is longer than the path of a socket may be";

            var status = OperatingSystem.IsLinux() ? FileStatus.TryGet(address.Path) : null;
            if (status is { } file && (file.IsFolder || file.IsRegularFile))
                return "that is not a socket; set ContainerizeEngineHost or DOCKER_HOST to the engine's";
            if (!Path.Exists(address.Path))
                return "there is no such socket; install and start Docker or Podman, or set ContainerizeEngineHost";
        }

        if (causes.OfType<SshException>().FirstOrDefault() is { } ssh)
            return ssh.Message;
        if (TlsFaults.Explain(address, causes) is { } tls)
            return tls;
        if (causes.Any(one => one is TimeoutException or TaskCanceledException or OperationCanceledException) || socket?.SocketErrorCode == SocketError.TimedOut)
            return "it does not answer in time";
        if (socket?.SocketErrorCode == SocketError.ConnectionRefused)
            return address.Kind == EngineTransportKind.Unix
                ? "the socket is there, but nobody listens; start the engine, or choose another docker context"
                : "the connection is refused; start the engine, or choose another docker context";
        if (causes.OfType<HttpRequestException>().Any(one => one.HttpRequestError is HttpRequestError.InvalidResponse))
            return address.Kind == EngineTransportKind.Ssh
                ? "what comes from there is not docker's answer; the shell there may print something when it starts, which 'ssh HOST true' must not show"
                : "what answers there does not speak HTTP";

        return causes[^1].Message.TrimEnd('.');
    }

    /// <summary>An exception and what it came from, outermost first.</summary>
    public static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}
