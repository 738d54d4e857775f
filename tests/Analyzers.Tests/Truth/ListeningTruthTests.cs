using static Containerize.Analyzers.Tests.Truth.Looking;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>The claims about ports, seen on apps that run.</summary>
[TestClass]
public sealed class ListeningTruthTests
{
    private const string Web = "var app = WebApplication.CreateBuilder(args).Build();\napp.MapGet(\"/\", () => \"hello\");\n";
    private const string Plain = Web + "app.Run();\n";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task A_server_on_localhost_is_refused_from_outside() => CheckAsync(new("CTZ1001", "`app.Run(\"http://localhost:5000\")` is reachable only from inside")
    {
        Before = new(Web + "app.Run(\"http://localhost:5000\");\n"),
        After = new(Plain),
        Fix = "CTZ1001.remove",
        Look = Outside(5000, 8080),
        SeenBefore = "5000 refused, 8080 refused",
        SeenAfter = "5000 refused, 8080 answers",
    });

    [TestMethod]
    public Task A_listener_on_localhost_is_refused_from_outside() => CheckAsync(new("CTZ1001", "`ListenLocalhost(5000)` is reachable only from inside")
    {
        Before = new(Kestrel("ListenLocalhost(5000)")),
        After = new(Kestrel("ListenAnyIP(5000)")),
        Fix = "CTZ1001.anyip",
        Look = BothSides(5000),
        SeenBefore = "inside 5000 answers, outside 5000 refused",
        SeenAfter = "inside 5000 answers, outside 5000 answers",
    });

    [TestMethod]
    public Task An_address_in_the_code_hides_the_ports_of_the_image() => CheckAsync(new("CTZ1002", "`app.Run(\"http://*:5248\")` is used instead of ASPNETCORE_HTTP_PORTS, and no warning is logged")
    {
        Before = new(Web + "app.Run(\"http://*:5248\");\n") { Lines = "ENV ASPNETCORE_HTTP_PORTS=9000" },
        After = new(Plain) { Lines = "ENV ASPNETCORE_HTTP_PORTS=9000" },
        Fix = "CTZ1002.remove",
        Look = app => AfterStartAsync(app, async () => $"{await AnswersAsync(app, 9000)}, {(app.Output.Contains("warn:", StringComparison.Ordinal) ? "a warning" : "no warning")}"),
        SeenBefore = "9000 refused, no warning",
        SeenAfter = "9000 answers, no warning",
    });

    [TestMethod]
    public Task HttpListener_throws_for_all_addresses_by_number() => CheckAsync(new("CTZ1006", "the prefix `http://0.0.0.0:8080/` makes HttpListener throw")
    {
        Before = new(HttpListener("http://0.0.0.0:8080/")) { IsWeb = false },
        After = new(HttpListener("http://+:8080/")) { IsWeb = false },
        Fix = "CTZ1006.replace",
        Look = Outside(8080),
        SeenBefore = "ends with HttpListenerException",
        SeenAfter = "8080 answers",
    });

    [TestMethod]
    public Task HttpListener_on_localhost_is_refused_from_outside() => CheckAsync(new("CTZ1006", "the prefix `http://localhost:8080/` is reachable only from inside")
    {
        Before = new(HttpListener("http://localhost:8080/")) { IsWeb = false },
        After = new(HttpListener("http://+:8080/")) { IsWeb = false },
        Fix = "CTZ1006.replace",
        Look = Outside(8080),
        SeenBefore = "8080 refused",
        SeenAfter = "8080 answers",
    });

    [TestMethod]
    public Task A_socket_on_loopback_is_refused_from_outside() => CheckAsync(new("CTZ1007", "`new TcpListener(IPAddress.Loopback, 5000)` is reachable only from inside")
    {
        Before = new(TcpListener("IPAddress.Loopback")) { IsWeb = false },
        After = new(TcpListener("IPAddress.Any")) { IsWeb = false },
        Fix = "CTZ1007.any",
        Look = BothSides(5000),
        SeenBefore = "inside 5000 answers, outside 5000 refused",
        SeenAfter = "inside 5000 answers, outside 5000 answers",
    });

    [TestMethod]
    public Task The_old_WebHost_knows_no_ports() => CheckAsync(new("CTZ1013", "`WebHost.CreateDefaultBuilder` does not read ASPNETCORE_HTTP_PORTS")
    {
        Before = new(OldHost),
        After = new(OldHost) { Lines = "ENV ASPNETCORE_URLS=http://+:8080" },
        Look = BothSides(5000, 8080),
        SeenBefore = "inside 5000 answers, outside 5000 refused, 8080 refused",
        SeenAfter = "inside 5000 refused, outside 5000 refused, 8080 answers",
    });

    [TestMethod]
    [DataRow("ASPNETCORE_URLS=8080", "ASPNETCORE_URLS=http://+:8080", "ends with FormatException")]
    [DataRow("ASPNETCORE_URLS=http://+:5000,http://+:8080", "ASPNETCORE_URLS=\"http://+:5000;http://+:8080\"", "ends with InvalidOperationException")]
    [DataRow("ASPNETCORE_URLS=http://+:8080,", "ASPNETCORE_URLS=http://+:8080", "8080 refused, 80 answers")]
    [DataRow("ASPNETCORE_HTTP_PORTS=http://+:8080", "ASPNETCORE_HTTP_PORTS=8080", "ends with InvalidOperationException")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080,8081", "ASPNETCORE_HTTP_PORTS=\"8080;8081\"", "8080 refused, 80 answers")]
    public Task A_malformed_address_does_not_work(string before, string after, string seen) => CheckAsync(new("CTZ4003", $"`ENV {before}` does not work")
    {
        Before = new(Plain) { Lines = "ENV " + before },
        After = new(Plain) { Lines = "ENV " + after },
        Fix = "CTZ4003.replace",
        Says = seen.StartsWith("ends", StringComparison.Ordinal) ? "the app ends at start" : "the app listens on port 80;",
        Look = Outside(8080, 80),
        SeenBefore = seen,
        SeenAfter = "8080 answers, 80 refused",
    });

    [TestMethod]
    [DataRow("ASPNETCORE_URLS=+:8080")]
    [DataRow("ASPNETCORE_URLS=ftp://+:8080")]
    [DataRow("ASPNETCORE_URLS=http://+:70000")]
    [DataRow("ASPNETCORE_URLS=http://0.0.0.0:8080/api")]
    [DataRow("ASPNETCORE_URLS=http://+:8080x")]
    [DataRow("ASPNETCORE_HTTP_PORTS=http://+:8080/")]
    [DataRow("ASPNETCORE_HTTP_PORTS=70000")]
    [DataRow("ASPNETCORE_HTTP_PORTS=web")]
    public async Task What_is_said_of_a_malformed_address_happens(string variable)
    {
        var app = new ContainerApp(Plain) { Lines = "ENV " + variable };
        var message = (await Judgement.FindAsync(app.ToProject(), "CTZ4003", TestContext.CancellationToken)).Single().GetMessage(System.Globalization.CultureInfo.InvariantCulture);

        await using var running = await NamespaceApp.StartAsync(app, TestContext.CancellationToken);
        var seen = await Outside(80)(running);

        StringAssert.Contains(message, seen.StartsWith("ends with ", StringComparison.Ordinal) ? "the app ends at start" : seen == "80 answers" ? "the app listens on port 80" : "?");
    }

    [TestMethod]
    [DataRow("ASPNETCORE_HTTP_PORTS=+:8080")]
    [DataRow("ASPNETCORE_URLS=\"http://+:8080/;http://name:9000\"")]
    public async Task What_works_is_not_reported(string variable)
    {
        var app = new ContainerApp(Plain) { Lines = "ENV " + variable };
        Assert.IsEmpty(await Judgement.FindAsync(app.ToProject(), "CTZ4003", TestContext.CancellationToken));

        await using var running = await NamespaceApp.StartAsync(app, TestContext.CancellationToken);
        Assert.AreEqual("8080 answers", await Outside(8080)(running), running.Output);
    }

    [TestMethod]
    public Task HTTPS_ports_need_a_certificate() => CheckAsync(new("CTZ4017", "`ENV ASPNETCORE_HTTPS_PORTS=8443` without a certificate ends the app")
    {
        Before = new(Plain) { Lines = "ENV ASPNETCORE_HTTPS_PORTS=8443" },
        After = new(Plain) { Lines = "EXPOSE 8080" },
        Look = Outside(8080),
        SeenBefore = "ends with InvalidOperationException",
        SeenAfter = "8080 answers",
    });

    [TestMethod]
    public Task The_certificate_for_developing_is_not_in_the_image() => CheckAsync(new("CTZ1010", "`UseHttps()` without a certificate ends the app")
    {
        Before = new(Kestrel("ListenAnyIP(8080, listen => listen.UseHttps())")),
        After = new(Kestrel("ListenAnyIP(8080)")),
        Look = Outside(8080),
        SeenBefore = "ends with InvalidOperationException",
        SeenAfter = "8080 answers",
    });

    [TestMethod]
    public Task Urls_hide_ports() => CheckAsync(new("CTZ4004", "ASPNETCORE_HTTP_PORTS has no effect beside ASPNETCORE_URLS")
    {
        Before = new(Plain) { Lines = "ENV ASPNETCORE_URLS=http://+:5000 ASPNETCORE_HTTP_PORTS=9000" },
        After = new(Plain) { Lines = "ENV ASPNETCORE_HTTP_PORTS=9000" },
        Look = Outside(9000, 5000),
        SeenBefore = "9000 refused, 5000 answers",
        SeenAfter = "9000 answers, 5000 refused",
    });

    [TestMethod]
    public Task A_variable_that_nobody_reads_changes_nothing() => CheckAsync(new("CTZ4005", "`ENV ASPNETCORE_HTTP_PORT=9000` has no effect")
    {
        Before = new(Plain) { Lines = "ENV ASPNETCORE_HTTP_PORT=9000" },
        After = new(Plain) { Lines = "ENV ASPNETCORE_HTTP_PORTS=9000" },
        Fix = "CTZ4005.replace",
        Look = Outside(9000),
        SeenBefore = "9000 refused",
        SeenAfter = "9000 answers",
    });

    [TestMethod]
    public Task Endpoints_in_settings_hide_the_ports_of_the_image() => CheckAsync(new("CTZ4011", "`Kestrel:Endpoints` with `http://localhost:5000` in appsettings.json is used instead, and is reachable only from inside")
    {
        Before = new(Plain) { Settings = Endpoint("http://localhost:5000") },
        After = new(Plain) { Settings = new Dictionary<string, string> { ["appsettings.json"] = "{}" } },
        Fix = "CTZ4011.remove",
        Look = Outside(8080, 5000),
        SeenBefore = "8080 refused, 5000 refused",
        SeenAfter = "8080 answers, 5000 refused",
    });

    [TestMethod]
    public Task Nothing_listens_on_a_port_that_is_only_exposed() => CheckAsync(new("CTZ4012", "nothing listens on `EXPOSE 80`")
    {
        Before = new(Plain) { Lines = "EXPOSE 80" },
        After = new(Plain) { Lines = "EXPOSE 8080" },
        Fix = "CTZ4012.replace",
        Look = Exposed,
        SeenBefore = "80 refused",
        SeenAfter = "8080 answers",
    });

    private static string Kestrel(string call) =>
        $"var builder = WebApplication.CreateBuilder(args);\nbuilder.WebHost.ConfigureKestrel(kestrel => kestrel.{call});\nvar app = builder.Build();\napp.MapGet(\"/\", () => \"hello\");\napp.Run();\n";

    private static string HttpListener(string prefix) =>
        $$"""
        var listener = new System.Net.HttpListener();
        listener.Prefixes.Add("{{prefix}}");
        listener.Start();
        Console.WriteLine("{{RunningApp.Ready}}");
        while (listener.GetContext() is { } context)
            context.Response.Close();
        """;

    private static string TcpListener(string address) =>
        $$"""
        using System.Net;
        using System.Net.Sockets;
        var listener = new TcpListener({{address}}, 5000);
        listener.Start();
        Console.WriteLine("{{RunningApp.Ready}}");
        while (listener.AcceptTcpClient() is { } client)
        {
            client.Client.Receive(new byte[100]);
            client.Client.Send("HTTP/1.1 204 No Content\r\n\r\n"u8);
            client.Close();
        }
        """;

    private static Dictionary<string, string> Endpoint(string url) => new() { ["appsettings.json"] = $$"""{ "Kestrel": { "Endpoints": { "Http": { "Url": "{{url}}" } } } }""" };

    private const string OldHost = "#pragma warning disable ASPDEPR008\nvar host = Microsoft.AspNetCore.WebHost.CreateDefaultBuilder(args).Configure(app => app.Run(context => context.Response.WriteAsync(\"hello\"))).Build();\nhost.Run();\n";

    private Task CheckAsync(Claim claim) => claim.CheckAsync(TestContext.CancellationToken);
}
