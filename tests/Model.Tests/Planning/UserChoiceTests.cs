using Containerize.Images;
using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class UserChoiceTests
{
    [TestMethod]
    [DataRow("", "1654")]
    [DataRow("root", "root")]
    [DataRow("1000:1000", "1000:1000")]
    [DataRow("app", "app")]
    [DataRow("0", "0")]
    public void Declared_user_or_APP_UID_of_the_base(string declared, string expected)
    {
        var facts = Tool with { Image = new() { ContainerUser = declared } };

        Assert.AreEqual(expected, Plan(facts).User);
        Assert.IsEmpty(Codes(facts));
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("a b")]
    [DataRow("a:b:c")]
    [DataRow(":1")]
    [DataRow("4294967296")]
    [DataRow("a\nb")]
    [DataRow("a\0")]
    public void Refuses(string declared) => CollectionAssert.Contains(Codes(Tool with { Image = new() { ContainerUser = declared } }), "CTZ0110");

    [TestMethod]
    public void Chiseled_bases_have_their_own_user() =>
        Assert.AreEqual("1654", Plan(Tool with { Image = new() { ContainerFamily = "noble-chiseled" } }).User);

    [TestMethod]
    public void From_scratch_it_is_1654() => Assert.AreEqual("1654", Plan(Tool with { Image = new() { ContainerBaseImage = "scratch" } }).User);

    [TestMethod]
    [DataRow("nobody", "", "nobody", "")]
    [DataRow("", "2000", "2000", "")]
    [DataRow("nobody", "2000", "nobody", "")]
    [DataRow("", "", null, "CTZ0118")]
    [DataRow("root", "", "root", "CTZ0118")]
    [DataRow("0:0", "", "0:0", "CTZ0118")]
    public void Known_base_decides(string user, string appUid, string? expected, string code)
    {
        var facts = Tool with
        {
            Image = new() { ContainerBaseImage = "example.com/base:1" },
            BaseConfig = new() { User = user, Environment = appUid.Length == 0 ? [] : [new NamedValue("APP_UID", appUid)] },
        };

        Assert.AreEqual(expected, Plan(facts).User);
        Assert.AreEqual(code, string.Join(" ", Codes(facts)));
    }

    [TestMethod]
    public void Unread_base_is_said()
    {
        var facts = Tool with { Image = new() { ContainerBaseImage = "example.com/base:1" } };

        Assert.IsNull(Plan(facts).User);
        Assert.AreEqual("CTZ0119", string.Join(" ", Codes(facts)));
    }

    [TestMethod]
    [DataRow("1000:2000", 1000, 2000)]
    [DataRow("1000", 1000, 1000)]
    [DataRow("app", 1654, 1654)]
    [DataRow("root", 0, 0)]
    [DataRow(null, 1654, 1654)]
    public void Files_of_the_app_belong_to_its_user(string? user, int uid, int gid) =>
        Assert.AreEqual(new Ownership(uid, gid), UserChoice.AppOwner(user));
}
