using System.Runtime.CompilerServices;
using Containerize.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>How a program says where it listens.</summary>
internal enum ListenKind
{
    /// <summary><c>app.Run(url)</c>, <c>app.RunAsync(url)</c>: other settings are thrown away without a word.</summary>
    Run,

    /// <summary><c>app.Urls.Add(url)</c>: likewise.</summary>
    UrlsAdd,

    /// <summary><c>UseUrls(…)</c> or <c>UseSetting("urls", …)</c>.</summary>
    UseUrls,

    /// <summary><c>ListenAnyIP</c>, <c>ListenLocalhost</c> or <c>Listen</c> of Kestrel's options.</summary>
    Kestrel,
}

/// <summary>A place in the code that makes the app listen.</summary>
/// <param name="Kind">Which API it is.</param>
/// <param name="Call">The call.</param>
/// <param name="Value">The argument that holds the address, or the whole call for Kestrel's.</param>
/// <param name="Host">Null when nobody knows it before the program runs.</param>
/// <param name="Port">Null when nobody knows it before the program runs.</param>
/// <param name="Text">For messages.</param>
internal sealed record ListenCall(ListenKind Kind, IInvocationOperation Call, IOperation Value, string? Host, int? Port, string Text)
{
    public bool IsLoopback => Host is not null && ListenAddress.IsLoopbackHost(Host);

    /// <summary>The address, or the name of Kestrel's method.</summary>
    public Location Location => Kind == ListenKind.Kestrel ? CallSyntax.Name(Call).GetLocation() : Value.Syntax.GetLocation();

    /// <summary>The argument that holds the port of a call of Kestrel's; null for addresses.</summary>
    public IOperation? PortValue { get; init; }

    /// <summary>Where the port is written: its argument, or the address.</summary>
    public Location PortLocation => (PortValue ?? Value).Syntax.GetLocation();

    /// <summary>True for Kestrel's calls with options: TLS or protocols are set up, which variables cannot do.</summary>
    public bool HasOptions => Kind == ListenKind.Kestrel && Call.Arguments.Any(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate);
}

/// <summary>Finds them. Made once for each compilation.</summary>
internal sealed class ListenCalls
{
    private static readonly ConditionalWeakTable<Compilation, StrongBox<ListenCalls?>> Known = new();

    private readonly INamedTypeSymbol? _application;
    private readonly INamedTypeSymbol? _hostBuilder;
    private readonly INamedTypeSymbol? _kestrel;

    private ListenCalls(INamedTypeSymbol? application, INamedTypeSymbol? hostBuilder, INamedTypeSymbol? kestrel) =>
        (_application, _hostBuilder, _kestrel) = (application, hostBuilder, kestrel);

    /// <summary>Null when the compilation has no ASP.NET Core.</summary>
    public static ListenCalls? In(Compilation compilation) => Known.GetValue(compilation, static compilation => new(Find(compilation))).Value;

    // WebHostDefaults.ServerUrlsKey is no constant.
    private static bool IsUrls(IOperation? key) =>
        (ConstantText.Of(key) is { IsComplete: true } text && text.Known.Equals("urls", StringComparison.OrdinalIgnoreCase))
        || ConstantText.Unwrap(key) is IFieldReferenceOperation { Field: { Name: "ServerUrlsKey", ContainingType.Name: "WebHostDefaults" } };

    private static ListenCalls? Find(Compilation compilation)
    {
        var application = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.WebApplication");
        var hostBuilder = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Hosting.IWebHostBuilder");
        var kestrel = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions");
        return application is null && hostBuilder is null && kestrel is null ? null : new(application, hostBuilder, kestrel);
    }

    /// <summary>Where a call makes the app listen; empty for all other calls.</summary>
    public IReadOnlyList<ListenCall> Read(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Run" or "RunAsync" when Same(method.ContainingType, _application) && Argument(call, "url") is { } url && url.Syntax != call.Syntax:
                return Urls(ListenKind.Run, call, url);
            case "Add" when call.Instance is IPropertyReferenceOperation { Property.Name: "Urls" } urls && Same(urls.Property.ContainingType, _application) && call.Arguments.Length == 1:
                return Urls(ListenKind.UrlsAdd, call, call.Arguments[0].Value);
            case "UseUrls" when _hostBuilder is not null && method.ContainingNamespace.ToDisplayString() == "Microsoft.AspNetCore.Hosting":
                return [.. Elements(Argument(call, "urls")).SelectMany(element => Urls(ListenKind.UseUrls, call, element))];
            case "UseSetting" when _hostBuilder is not null && IsUrls(Argument(call, "key")) && Argument(call, "value") is { } value:
                return Urls(ListenKind.UseUrls, call, value);
            case "ListenAnyIP" when Same(method.ContainingType, _kestrel):
                return [Kestrel(call, "*", Argument(call, "port"))];
            case "ListenLocalhost" when Same(method.ContainingType, _kestrel):
                return [Kestrel(call, "localhost", Argument(call, "port"))];
            case "Listen" when Same(method.ContainingType, _kestrel):
                return [Listen(call)];
            default:
                return [];
        }
    }

    /// <summary>An argument by the name of its parameter; null when it has none, or is left out.</summary>
    public static IOperation? Argument(IInvocationOperation call, string name)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == name && argument.ArgumentKind != ArgumentKind.DefaultValue)
                return ConstantText.Unwrap(argument.Value);
        }

        return null;
    }

    private static List<ListenCall> Urls(ListenKind kind, IInvocationOperation call, IOperation value)
    {
        if (ConstantText.Of(value) is not { } text)
            return [new(kind, call, value, null, null, "")];

        var found = new List<ListenCall>();
        var parts = text.Known.Split(';');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Trim().Length == 0)
                continue;

            // The last part of an unfinished text ends in its host, or somewhere in its port.
            var address = ListenAddress.Parse(parts[i]);
            var isCut = !text.IsComplete && i == parts.Length - 1;
            var hasHost = !isCut || (address.Scheme.Length > 0 && parts[i].IndexOf(':', parts[i].IndexOf("://", StringComparison.Ordinal) + 3 + address.Host.Length) >= 0);
            found.Add(new(kind, call, value, hasHost && !address.IsSocket ? address.Host : null, isCut || address.IsSocket ? null : address.EffectivePort, parts[i].Trim() + (isCut ? "…" : "")));
        }

        return found;
    }

    /// <summary>The elements of a <c>params</c> argument, however it is written.</summary>
    public static IEnumerable<IOperation> Elements(IOperation? urls) => urls switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.Select(element => ConstantText.Unwrap(element)!),
        ICollectionExpressionOperation collection => collection.Elements.Select(element => ConstantText.Unwrap(element)!),
        null => [],
        _ => [urls],
    };

    private static ListenCall Kestrel(IInvocationOperation call, string? host, IOperation? port)
    {
        var number = ConstantText.Number(port);
        var shown = call.TargetMethod.Name + "(" + (number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "…") + ")";
        return new(ListenKind.Kestrel, call, call, host, number, shown) { PortValue = port };
    }

    private static ListenCall Listen(IInvocationOperation call)
    {
        if (Argument(call, "address") is { } address)
            return Kestrel(call, HostOf(address), Argument(call, "port"));
        if (Argument(call, "endPoint") is IObjectCreationOperation { Type.Name: "IPEndPoint", Arguments.Length: 2 } endPoint)
            return Kestrel(call, HostOf(endPoint.Arguments[0].Value), endPoint.Arguments[1].Value);

        return Kestrel(call, null, null);
    }

    /// <summary>The address that an <c>IPAddress</c> stands for; null when nobody knows it.</summary>
    public static string? HostOf(IOperation? address) => ConstantText.Unwrap(address) switch
    {
        IFieldReferenceOperation { Field: { ContainingType.Name: "IPAddress", Name: var name } } => name switch
        {
            "Loopback" => "127.0.0.1",
            "IPv6Loopback" => "[::1]",
            "Any" or "IPv6Any" => "*",
            _ => null,
        },
        IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" } } parse when parse.Arguments.Length == 1 && ConstantText.Of(parse.Arguments[0].Value) is { IsComplete: true } text => text.Known,
        _ => null,
    };

    private static bool Same(INamedTypeSymbol type, INamedTypeSymbol? wanted) => wanted is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, wanted);
}
