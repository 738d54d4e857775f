using System.Net;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Running;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class RunningTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Reads_environment_files_as_docker_does()
    {
        const string text = "\uFEFF# comment\n\nPLAIN=1\n  INDENTED= two \nQUOTED=\"a b\"\nHASH=a#b\r\nEQUALS=a=b=c\nEMPTY=\nGIVEN\nUNKNOWN\nDOLLAR=$HOME\\n";

        var variables = EnvironmentFile.Parse("f", text, new Dictionary<string, string> { ["GIVEN"] = "from the build" });

        CollectionAssert.AreEqual(
            new NamedValue[]
            {
                new("PLAIN", "1"), new("INDENTED", " two "), new("QUOTED", "\"a b\""), new("HASH", "a#b"), new("EQUALS", "a=b=c"), new("EMPTY", ""),
                new("GIVEN", "from the build"), new("DOLLAR", "$HOME\\n"),
            },
            variables.ToArray());
    }

    [TestMethod]
    [DataRow("=x", "line 1")]
    [DataRow("A=1\nB C=1", "line 2")]
    public void Refuses_environment_files_with_bad_names(string text, string where)
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => EnvironmentFile.Parse("/x/my.env", text, new Dictionary<string, string>()));

        Assert.AreEqual(EngineCodes.EnvironmentFileInvalid, error.Diagnostic.Code);
        Assert.Contains("/x/my.env", error.Message);
        Assert.Contains(where, error.Message);
    }

    [TestMethod]
    public async Task Names_an_environment_file_that_cannot_be_read()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["latin.env"], [(byte)'A', (byte)'=', 0xE9], TestContext.CancellationToken);

        foreach (var (file, reason) in new[] { ("absent.env", "no such file"), ("latin.env", "not UTF-8") })
        {
            var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => EnvironmentFile.ReadAsync(folder[file], new Dictionary<string, string>(), TestContext.CancellationToken));
            Assert.AreEqual(EngineCodes.EnvironmentFileInvalid, error.Diagnostic.Code);
            Assert.Contains(reason, error.Message);
        }
    }

    [TestMethod]
    public void The_label_tells_machine_user_and_project_apart_and_nothing_else()
    {
        var label = ProjectLabel.Create(new("machine", "me"), "/src/Shop/Shop.csproj");

        Assert.AreEqual(label, ProjectLabel.Create(new("machine", "me"), "/src/Shop/Shop.csproj"));
        Assert.AreNotEqual(label, ProjectLabel.Create(new("machine", "you"), "/src/Shop/Shop.csproj"));
        Assert.AreNotEqual(label, ProjectLabel.Create(new("other", "me"), "/src/Shop/Shop.csproj"));
        Assert.AreNotEqual(label, ProjectLabel.Create(new("machine", "me"), "/src2/Shop/Shop.csproj"));
        Assert.AreNotEqual(ProjectLabel.Create(new("a", "bc"), "d"), ProjectLabel.Create(new("ab", "c"), "d"));
        Assert.MatchesRegex("^[0-9a-f]{64}$", label.Value);
    }

    [TestMethod]
    public void Reads_the_kernels_list_of_sockets()
    {
        string[] four =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue",
            "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
            "   1: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 2",
            "   2: 0200A8C0:1F90 0100A8C0:D431 01 00000000:00000000 00:00000000 00000000 0 0 3",
            "   3: garbage",
        ];
        string[] six = ["header", "   0: 00000000000000000000000001000000:1389 00000000000000000000000000000000:0000 0A 0", "   1: 00000000000000000000000000000000:0050 0:0 0A"];

        CollectionAssert.AreEqual(new ListeningSocket[] { new(IPAddress.Any, 8080), new(IPAddress.Loopback, 5000) }, ListeningSockets.Parse(four).ToArray());
        CollectionAssert.AreEqual(new ListeningSocket[] { new(IPAddress.IPv6Loopback, 5001), new(IPAddress.IPv6Any, 80) }, ListeningSockets.Parse(six).ToArray());
    }

    [TestMethod]
    [DataRow("System.UnauthorizedAccessException: Access to the path '/app/data' is denied.", "ContainerDirectory")]
    [DataRow("Microsoft.Data.Sqlite.SqliteException: SQLite Error 14: 'unable to open database file'.", "ContainerVolume")]
    [DataRow("touch: /app/x: Permission denied", "ContainerDirectory")]
    [DataRow("Failed to bind to address http://[::]:80: permission denied.", "ContainerPort")]
    public void Tells_what_to_do_about_what_the_log_says(string line, string fix) => Assert.Contains(fix, LogHints.For(["start", line]));

    [TestMethod]
    public void Says_nothing_about_a_log_that_says_nothing() => Assert.AreEqual("", LogHints.For(["Unhandled exception.", "   at Program.Main"]));
}
