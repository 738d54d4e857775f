using Containerize.Testing;

namespace Containerize.Core.Tests.Native;

/// <summary>A web app that is published self-contained for this machine. With the argument <c>probe</c> it prints what it finds around it instead of serving.</summary>
internal sealed class ProbeApp : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Publish => _folder["out"];

    public IReadOnlyList<string> Files => Directory.GetFiles(Publish, "*", SearchOption.AllDirectories);

    public static async Task<ProbeApp> PublishAsync(bool singleFile, CancellationToken cancellationToken)
    {
        var app = new ProbeApp();
        app._folder.Write("Directory.Build.props", "<Project />");
        app._folder.Write("Probe.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
              </PropertyGroup>
            </Project>
            """);
        app._folder.Write("Program.cs", Source);

        var (exitCode, output, errors) = await ToolRun.RunAsync(
            "dotnet",
            ["publish", app._folder["Probe.csproj"], "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", app.Publish, $"-p:PublishSingleFile={singleFile}", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v:q"],
            cancellationToken);
        if (exitCode != 0 && (output + errors).Contains("NU1101", StringComparison.Ordinal))
            Assert.Inconclusive("The runtime pack for linux-x64 cannot be restored here.");

        Assert.AreEqual(0, exitCode, output + errors);
        return app;
    }

    public void Dispose() => _folder.Dispose();

    private const string Source = """
        using System.Globalization;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Runtime.InteropServices;
        using System.Security.Cryptography;
        using System.Security.Cryptography.X509Certificates;

        if (args is ["probe"])
        {
            var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
            Console.WriteLine("zone=" + TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc), berlin).ToString("s"));
            Console.WriteLine("zones=" + (TimeZoneInfo.GetSystemTimeZones().Count > 300));
            Console.WriteLine("architecture=" + RuntimeInformation.OSArchitecture);
            Console.WriteLine("user=" + Environment.UserName);
            Console.WriteLine("localhost=" + string.Join(',', Dns.GetHostAddresses("localhost").Where(a => a.AddressFamily == AddressFamily.InterNetwork).Distinct()));
            Console.WriteLine("culture=" + 1.5.ToString(CultureInfo.GetCultureInfo("de-DE")));

            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
            store.Open(OpenFlags.ReadOnly);
            var root = store.Certificates.First(c => c.NotAfter > DateTime.Now && c.NotBefore < DateTime.Now && c.Subject == c.Issuer);
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            Console.WriteLine("trusted=" + chain.Build(root));

            using var key = RSA.Create(2048);
            using var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var server = Task.Run(async () =>
            {
                using var stream = new SslStream((await listener.AcceptTcpClientAsync()).GetStream());
                await stream.AuthenticateAsServerAsync(own);
                await stream.WriteAsync("hello"u8.ToArray());
                await stream.ShutdownAsync();
            });
            using var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            using var secure = new SslStream(client.GetStream(), false, (_, _, _, errors) => errors == SslPolicyErrors.RemoteCertificateChainErrors);
            await secure.AuthenticateAsClientAsync("localhost");
            Console.WriteLine("tls=" + await new StreamReader(secure).ReadToEndAsync());
            await server;

            var file = Path.GetTempFileName();
            File.Delete(file);
            File.WriteAllText(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "mine"), "");
            Console.WriteLine("writable=True");
            return;
        }

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", () => "scratch " + Environment.UserName);
        app.Run();
        """;
}
