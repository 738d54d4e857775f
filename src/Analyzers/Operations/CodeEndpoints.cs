using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>What all code of a program says about endpoints, for rules that must be sure that nobody says something. Operations come from many threads.</summary>
internal sealed class CodeEndpoints(ListenCalls calls)
{
    private readonly ConcurrentDictionary<int, bool> _ports = new();
    private volatile bool _isUnknown;
    private volatile bool _hasUnknownPort;
    private volatile bool _hasUnknownAddress;
    private volatile bool _saysHttps;
    private volatile bool _hasCertificate;
    private volatile bool _saysProtocols;

    /// <summary>Ports that the code names, ordered.</summary>
    public IReadOnlyList<int> Ports => [.. _ports.Keys.OrderBy(port => port)];

    /// <summary>True when something else decides: another server, other files of configuration, a setting that the code computes.</summary>
    public bool IsUnknown => _isUnknown;

    /// <summary>True when a port is known only at run time.</summary>
    public bool HasUnknownPort => _hasUnknownPort;

    /// <summary>True when not even the scheme of an address is known.</summary>
    public bool HasUnknownAddress => _hasUnknownAddress;

    /// <summary>True when an address or an endpoint is for HTTPS, or requests are redirected to one.</summary>
    public bool SaysHttps => _saysHttps;

    /// <summary>True when the code brings a certificate, or a way to get one.</summary>
    public bool HasCertificate => _hasCertificate;

    /// <summary>True when endpoints have other protocols than the usual two.</summary>
    public bool SaysProtocols => _saysProtocols;

    public void Look(IInvocationOperation call)
    {
        foreach (var listen in calls.Read(call))
            Look(listen);

        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "UseHttps":
                _saysHttps = true;
                _hasCertificate |= call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter?.Ordinal > 0);
                break;
            case "ConfigureHttpsDefaults" or "AddLettuceEncrypt" or "AddHttpsRedirection":
                _saysHttps = true;
                _hasCertificate = true;
                break;
            case "UseHttpSys" or "UseConfiguration" or "UseServer" or "ListenHandle":
            case "Configure" when method.ContainingType.Name == "KestrelServerOptions":
            case "SetEnvironmentVariable" when !IsUnrelated(ListenCalls.Argument(call, "variable")):
            case "Add" when method.ContainingType.Name == "IConfigurationBuilder":
                _isUnknown = true;
                break;
            case "UseSetting":
                LookAtSetting(ListenCalls.Argument(call, "key"), ListenCalls.Argument(call, "value"));
                break;
            case var name when name.StartsWith("Add", StringComparison.Ordinal) && method.IsExtensionMethod && method.Parameters[0].Type.Name == "IConfigurationBuilder":
                _isUnknown |= !IsUsualSource(call, name);
                break;
        }
    }

    public void Look(IAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation target)
            return;

        // 1 and 3 are Http1 and Http1AndHttp2, the default.
        if (target.Property is { Name: "Protocols", ContainingType.Name: "ListenOptions" })
            _saysProtocols |= ConstantText.Unwrap(assignment.Value)?.ConstantValue is not { HasValue: true, Value: 1 or 3 };
        else if (target.Property.Name == "HttpsPort")
            _saysHttps = true;
        else if (target.Property.IsIndexer && target.Property.ContainingType.Name is "IConfiguration" or "ConfigurationManager" && target.Arguments.Length == 1)
            _isUnknown |= !IsUnrelated(target.Arguments[0].Value);
    }

    private void Look(ListenCall listen)
    {
        _saysHttps |= listen.Text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        _hasUnknownAddress |= listen.Kind != ListenKind.Kestrel && listen.Text.IndexOf("://", StringComparison.Ordinal) < 0;
        if (listen.Port is { } port)
            _ports[port] = true;
        else
            _hasUnknownPort = true;
    }

    private void LookAtSetting(IOperation? key, IOperation? value)
    {
        if (ConstantText.Of(key) is not { IsComplete: true, Known: var setting } || IsUnrelated(key) || setting.Equals("urls", StringComparison.OrdinalIgnoreCase))
            return;

        _saysHttps |= setting.StartsWith("https", StringComparison.OrdinalIgnoreCase);
        if (setting.ToUpperInvariant() is not ("HTTP_PORTS" or "HTTPS_PORTS") || ConstantText.Of(value) is not { IsComplete: true, Known: var ports })
        {
            _isUnknown = true;
            return;
        }

        foreach (var part in ports.Split(';'))
        {
            if (int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                _ports[port] = true;
        }
    }

    // What a host reads anyway, or what holds no endpoints of a container.
    private static bool IsUsualSource(IInvocationOperation call, string name) => name switch
    {
        "AddEnvironmentVariables" or "AddCommandLine" or "AddUserSecrets" => true,
        "AddJsonFile" => ConstantText.Of(ListenCalls.Argument(call, "path")) is { } path && path.Known.StartsWith("appsettings.", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // Names that are computed are seldom those of endpoints.
    private static bool IsUnrelated(IOperation? name)
    {
        if (ConstantText.Of(name) is not { Known: var text })
            return true;

        return !Has(text, "urls") && !Has(text, "_port") && !Has(text, "Kestrel");
    }

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
