using Containerize.Json;

namespace Containerize.Model.Tests.Json;

[TestClass]
public sealed class JsonReaderTests
{
    [TestMethod]
    public void Keeps_line_and_column()
    {
        var root = JsonReader.Read("{ // comment\n  \"a\": [1, -2.5e3,],\n  /* more\n */ \"B\\u0062\": \"x\\n😀\", \"t\": true, \"n\": null,\n}")!;

        Assert.AreEqual(JsonKind.Object, root.Kind);
        Assert.AreEqual((2, 3), (root.Members[0].Line, root.Members[0].Column));
        Assert.AreEqual((2, 12), (root["a"]!.Items[1].Line, root["a"]!.Items[1].Column));
        Assert.AreEqual("-2.5e3", root["A"]!.Items[1].Text);
        Assert.AreEqual((4, 16), (root["bb"]!.Line, root["bb"]!.Column));
        Assert.AreEqual("x\n😀", root["Bb"]!.Text);
        Assert.AreEqual(JsonKind.Boolean, root["t"]!.Kind);
        Assert.AreEqual(JsonKind.Null, root["n"]!.Kind);
        Assert.IsNull(root["other"]);
    }

    [TestMethod]
    [DataRow("\uFEFF{}")]
    [DataRow(" \r\n[]\t")]
    [DataRow("\"\"")]
    [DataRow("0")]
    public void Reads(string text) => Assert.IsNotNull(JsonReader.Read(text));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[1")]
    [DataRow("[1 2]")]
    [DataRow("[,]")]
    [DataRow("{\"a\"}")]
    [DataRow("{\"a\":}")]
    [DataRow("{a:1}")]
    [DataRow("{} x")]
    [DataRow("\"a")]
    [DataRow("\"a\nb\"")]
    [DataRow("\"\\x\"")]
    [DataRow("\"\\u12\"")]
    [DataRow("\"\\")]
    [DataRow("01")]
    [DataRow("1.")]
    [DataRow("NaN")]
    [DataRow("True")]
    [DataRow("/* open")]
    [DataRow("{}/")]
    [DataRow("\0")]
    [DataRow("{\0}")]
    public void Gives_up_silently(string? text) => Assert.IsNull(JsonReader.Read(text));

    [TestMethod]
    public void Gives_up_on_what_is_nested_too_deep() => Assert.IsNull(JsonReader.Read(new string('[', 100_000)));
}
