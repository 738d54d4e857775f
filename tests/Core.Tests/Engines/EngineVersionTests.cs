using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineVersionTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("1.40", "1.40")]
    [DataRow("1.41", "1.41")]
    [DataRow("1.44", "1.44")]
    [DataRow("1.47", "1.47")]
    [DataRow("1.51", "1.51")]
    [DataRow("1.52", "1.51", DisplayName = "newer than we know")]
    [DataRow("1.99", "1.51", DisplayName = "much newer than we know")]
    public async Task Speaks_the_newest_version_that_both_know(string theirs, string expected)
    {
        using var folder = new TempFolder();
        await using var engine = FakeEngine.Start(folder["e.sock"], (_, stream) => FakeEngine.AnswerAsync(stream, "200 OK", "{}"), theirs);
        using var client = new EngineClient(engine.Address, new());

        await client.GetInfoAsync(Token);

        CollectionAssert.AreEqual(new[] { "GET /_ping", $"GET /v{expected}/info" }, engine.Requests.ToArray());
    }

    [TestMethod]
    public async Task An_engine_that_is_too_old_is_named() => await AssertFailsAsync("1.24", "", EngineCodes.EngineTooOld, "1.40 or newer is needed");

    [TestMethod]
    public async Task An_engine_whose_oldest_version_is_newer_than_ours_says_what_to_update() =>
        await AssertFailsAsync("1.99", "", EngineCodes.ApiVersionMismatch, "does not speak API 1.51: it wants 1.60 or newer; update Containerize", oldest: "1.60");

    [TestMethod]
    [DataRow("1.41", "it wants 1.44 or newer; unset DOCKER_API_VERSION", "1.44", DisplayName = "older than the engine's oldest")]
    [DataRow("1.99", "the engine's newest is 1.50; unset it", "", DisplayName = "newer than the engine")]
    [DataRow("1.24", "1.40 or newer is needed; unset it", "", DisplayName = "older than what we ask for")]
    [DataRow("latest", "is no version", "", DisplayName = "no version")]
    [DataRow("../containers", "is no version", "", DisplayName = "a path")]
    public async Task A_pinned_version_that_cannot_be_used_is_named(string pinned, string hint, string oldest) =>
        await AssertFailsAsync("1.50", pinned, EngineCodes.ApiVersionMismatch, hint, oldest);

    // Docker's own words, from daemon/server/middleware/version.go.
    private async Task AssertFailsAsync(string newest, string pinned, DiagnosticCode code, string hint, string oldest = "")
    {
        using var folder = new TempFolder();
        await using var engine = FakeEngine.Start(
            folder["e.sock"],
            (request, stream) => oldest.Length > 0
                ? FakeEngine.AnswerAsync(
                    stream, "400 Bad Request",
                    $"{{\"message\":\"client version {request.Split('/')[1][1..]} is too old. Minimum supported API version is {oldest}, please upgrade your client to a newer version\"}}")
                : FakeEngine.AnswerAsync(stream, "404 Not Found", "{\"message\":\"page not found\"}"),
            newest);
        using var client = new EngineClient(engine.Address, new() { ApiVersion = pinned });

        await Failure.OfAsync(code, hint, token => client.FindImageAsync("shop:1", token), Token);
    }
}
