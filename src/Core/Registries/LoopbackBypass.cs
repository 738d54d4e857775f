using System.Net;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>The machine's proxy, but never for this machine itself: a proxy elsewhere would reach another loopback.</summary>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => RegistryHost.IsLoopback(host.Authority) || proxy.IsBypassed(host);
}
