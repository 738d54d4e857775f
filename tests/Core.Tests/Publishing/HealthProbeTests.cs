using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Containerize.Planning;
using Containerize.Publishing;
using Containerize.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Containerize.Core.Tests.Publishing;

/// <summary>The probe as it is in images, a process of its own, against Kestrel.</summary>
[TestClass]
public sealed class HealthProbeTests
{
    private static TempFolder? s_folder;

    public required TestContext TestContext { get; init; }

    [ClassInitialize]
    public static async Task LayOut(TestContext context)
    {
        s_folder = new TempFolder();
        var probe = s_folder["containerize-probe.dll"];
        File.Copy(Path.Combine(Path.GetDirectoryName(Repository.TasksAssembly)!, "containerize-probe.dll"), probe);
        var app = new AppFacts { FrameworkVersion = "10.0" };
        var files = await new ProbeFiles(s_folder.Path, probe).WriteAsync(app, null, context.CancellationToken);
        CollectionAssert.AreEqual(new[] { "containerize-probe.dll", "containerize-probe.runtimeconfig.json", "containerize-probe.deps.json" }, files.Select(file => file.RelativePath).ToArray());
    }

    [ClassCleanup]
    public static void Delete() => s_folder?.Dispose();

    [TestMethod]
    [DataRow(HttpProtocols.Http1, 200, 0)]
    [DataRow(HttpProtocols.Http1, 204, 0)]
    [DataRow(HttpProtocols.Http1, 301, 1)]
    [DataRow(HttpProtocols.Http1, 400, 1)]
    [DataRow(HttpProtocols.Http1, 503, 1)]
    [DataRow(HttpProtocols.Http1AndHttp2, 200, 0)]
    [DataRow(HttpProtocols.Http2, 200, 0)]
    [DataRow(HttpProtocols.Http2, 202, 0)]
    [DataRow(HttpProtocols.Http2, 404, 1)]
    [DataRow(HttpProtocols.Http2, 503, 1)]
    public async Task Ends_as_the_app_answers(HttpProtocols protocols, int status, int exitCode)
    {
        var asked = "";
        await using var app = await StartAsync(protocols, context =>
        {
            asked = context.Request.Method + " " + context.Request.Path + context.Request.QueryString;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var result = await RunAsync(PortOf(app), "/health%20z?a=b");

        Assert.AreEqual(exitCode, result.ExitCode, result.Output);
        Assert.AreEqual("GET /health%20z?a=b", asked);
        Assert.AreEqual(exitCode == 0 || status == 400 ? "" : $"/health%20z?a=b answered {status}\n", status == 400 ? "" : result.Output);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\n\r\n", 0)]
    [DataRow("HTTP/1.0 299 Fine\r\n\r\n", 0)]
    [DataRow("HTTP/1.1 20", 1)]
    [DataRow("HTTP/2 200", 1)]
    [DataRow("SSH-2.0-x\r\n", 1)]
    [DataRow("", 1)]
    [DataRow("\0\0\u0005\u0001\u0005\0\0\0\u0001\u0048\u0083", 1)]
    public async Task Whatever_answers_it_ends_without_a_stack_trace(string answer, int exitCode)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var serving = ServeAsync(listener, Encoding.Latin1.GetBytes(answer), stop.Token);

        var result = await RunAsync(((IPEndPoint)listener.LocalEndpoint).Port, "/");
        await stop.CancelAsync();
        await serving;

        Assert.AreEqual(exitCode, result.ExitCode, result.Output);
        Assert.DoesNotContain("   at ", result.Output);
    }

    [TestMethod]
    public async Task Nobody_listening_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var result = await RunAsync(port, "/");

        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.AreEqual($"Connection refused 127.0.0.1:{port}\n", result.Output);
    }

    private Task<ProcessResult> RunAsync(int port, string path) => ProcessRunner.RunAsync(
        "dotnet", [s_folder!["containerize-probe.dll"], port.ToString(CultureInfo.InvariantCulture), path], s_folder.Path, null, TimeSpan.FromMinutes(1), TestContext.CancellationToken);

    private static async Task<WebApplication> StartAsync(HttpProtocols protocols, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static int PortOf(WebApplication app) => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    private static async Task ServeAsync(TcpListener listener, byte[] answer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, cancellationToken);
                await stream.WriteAsync(answer, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The test is over, or the probe hung up.
        }
    }
}
