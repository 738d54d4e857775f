using Containerize.Images;

namespace Containerize.Model.Tests;

[TestClass]
public sealed class UnixPathTests
{
    [TestMethod]
    [DataRow("/app/", "/app")]
    [DataRow("//app//x", "/app/x")]
    [DataRow("/", "/")]
    public void Normalises(string text, string expected) => Assert.AreEqual(expected, UnixPath.Parse(text).Value);

    [TestMethod]
    [DataRow("app")]
    [DataRow("")]
    [DataRow("/a/../b")]
    [DataRow("/a/./b")]
    [DataRow("C:\\app")]
    [DataRow("/a\0b")]
    public void Refuses(string text) => Assert.IsFalse(UnixPath.TryParse(text, out _));

    [TestMethod]
    public void Orders_as_utf8_bytes_do()
    {
        string[] names = ["a\uFFFD", "a\U0001F600", "a/b", "a.b", "a", "A"];

        var ordered = names.Order(Utf8Order.Comparer).ToArray();

        CollectionAssert.AreEqual(names.OrderBy(n => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(n)), StringComparer.Ordinal).ToArray(), ordered);
    }
}
