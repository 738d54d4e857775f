using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>A place in the code that answers whether the app is healthy, to anybody who asks.</summary>
/// <param name="Path">Begins with <c>/</c>.</param>
/// <param name="Port">The only port where it answers; null for all.</param>
/// <param name="Location">Where the path is written.</param>
internal sealed record HealthEndpoint(string Path, int? Port, Location Location)
{
    private static readonly string[] UsualPaths = ["/health", "/healthz", "/livez", "/readyz"];

    /// <summary>Null for other calls, and where path, port or access are not known.</summary>
    public static HealthEndpoint? Of(IInvocationOperation call)
    {
        var (name, type) = (call.TargetMethod.Name, call.TargetMethod.ContainingType.Name);
        var argument = (name, type) switch
        {
            ("MapHealthChecks", "HealthCheckEndpointRouteBuilderExtensions") => ListenCalls.Argument(call, "pattern"),
            ("UseHealthChecks", "HealthCheckApplicationBuilderExtensions") => ListenCalls.Argument(call, "path"),
            ("MapGet", "EndpointRouteBuilderExtensions") => ListenCalls.Argument(call, "pattern"),
            _ => null,
        };
        if (argument is null || ConstantText.Of(argument) is not { IsComplete: true, Known: { Length: > 0 } path } || path.IndexOfAny(['{', '*', ' ', '#']) >= 0)
            return null;

        path = path[0] == '/' ? path : "/" + path;
        if ((name == "MapGet" && Array.IndexOf(UsualPaths, path) < 0) || IsBelowAnotherPath(call))
            return null;

        var port = ConstantPort(ListenCalls.Argument(call, "port"));
        return port < 0 || !IsOpen(call, ref port) ? null : new(path, port, argument.Syntax.GetLocation());
    }

    /// <summary>The number of a port argument, written as number or text. Null when there is no argument, negative when it is not constant.</summary>
    public static int? ConstantPort(IOperation? port)
    {
        if (port is null)
            return null;
        if (ConstantText.Number(port) is { } number)
            return number;

        return ConstantText.Of(port) is { IsComplete: true } text && int.TryParse(text.Known, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : -1;
    }

    /// <summary>The port of <c>*:8081</c>; null for other hosts.</summary>
    public static int? WildcardPort(string host) =>
        host.StartsWith("*:", StringComparison.Ordinal) && int.TryParse(host.Substring(2), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    // app.MapGroup("/api").MapHealthChecks(…), app.Map("/admin", branch => branch.UseHealthChecks(…))
    private static bool IsBelowAnotherPath(IInvocationOperation call)
    {
        var receiver = call.Arguments.Length > 0 ? ConstantText.Unwrap(call.Arguments[0].Value)?.Type?.Name : null;
        if (receiver == "RouteGroupBuilder")
            return true;

        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation && Caller(parent) is { } caller && caller.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static IInvocationOperation? Caller(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent as IInvocationOperation;
    }

    // What follows the call may keep the probe out.
    private static bool IsOpen(IInvocationOperation call, ref int? port)
    {
        for (var next = call.Parent; next is IArgumentOperation or IConversionOperation or IInvocationOperation; next = next.Parent)
        {
            if (next is not IInvocationOperation { TargetMethod.Name: var name } convention)
                continue;
            if (name is "RequireAuthorization" or "RequireCors" or "RequireRateLimiting")
                return false;
            if (name != "RequireHost")
                continue;

            var hosts = ListenCalls.Elements(ListenCalls.Argument(convention, "hosts")).ToList();
            if (hosts.Count != 1 || ConstantText.Of(hosts[0]) is not { IsComplete: true } host || WildcardPort(host.Known) is not { } number)
                return false;
            port = number;
        }

        return true;
    }
}
