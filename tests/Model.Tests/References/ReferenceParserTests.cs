using Containerize.References;

namespace Containerize.Model.Tests.References;

[TestClass]
public sealed class ReferenceParserTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    [DataRow("busybox", "docker.io/library/busybox:latest")]
    [DataRow("busybox:1", "docker.io/library/busybox:1")]
    [DataRow("team/app", "docker.io/team/app:latest")]
    [DataRow("docker.io/app", "docker.io/library/app:latest")]
    [DataRow("docker.io/library/app:2", "docker.io/library/app:2")]
    [DataRow("index.docker.io/app", "docker.io/library/app:latest")]
    [DataRow("registry-1.docker.io/team/app", "docker.io/team/app:latest")]
    [DataRow("localhost/app", "localhost/app:latest")]
    [DataRow("localhost:5000/app", "localhost:5000/app:latest")]
    [DataRow("localhost:5000/app:1", "localhost:5000/app:1")]
    [DataRow("127.0.0.1:5000/a/b/c:x", "127.0.0.1:5000/a/b/c:x")]
    [DataRow("[::1]:5000/app", "[::1]:5000/app:latest")]
    [DataRow("[2001:db8::1]/app:v", "[2001:db8::1]/app:v")]
    [DataRow("reg:5000/team/x:tag", "reg:5000/team/x:tag")]
    [DataRow("Reg/app", "Reg/app:latest")]
    [DataRow("EXAMPLE.com/app", "EXAMPLE.com/app:latest")]
    [DataRow("a-b.c-d.example/x", "a-b.c-d.example/x:latest")]
    [DataRow("ghcr.io/o/x@sha256:" + Hex, "ghcr.io/o/x@sha256:" + Hex)]
    [DataRow("ghcr.io/o/x:1@sha256:" + Hex, "ghcr.io/o/x:1@sha256:" + Hex)]
    [DataRow("x@sha256:" + Hex, "docker.io/library/x@sha256:" + Hex)]
    [DataRow("x@sha512:" + Hex + Hex, "docker.io/library/x@sha512:" + Hex + Hex)]
    [DataRow("a__b", "docker.io/library/a__b:latest")]
    [DataRow("a---b", "docker.io/library/a---b:latest")]
    [DataRow("a.b_c-d/e", "a.b_c-d/e:latest", "no")]
    [DataRow("x:A.b-C_9", "docker.io/library/x:A.b-C_9")]
    [DataRow("x:_t", "docker.io/library/x:_t")]
    [DataRow("0", "docker.io/library/0:latest")]
    [DataRow("a/b.c", "docker.io/a/b.c:latest")]
    [DataRow("foo_bar.com:8080", "docker.io/library/foo_bar.com:8080")]
    [DataRow("foo.com", "docker.io/library/foo.com:latest")]
    [DataRow("foo/bar:8080", "docker.io/foo/bar:8080")]
    public void Reads(string text, string expected, string host = "")
    {
        if (host == "no")
        {
            Assert.IsFalse(ReferenceParser.TryParse(text, out _, out _));
            return;
        }

        Assert.IsTrue(ReferenceParser.TryParse(text, out var reference, out var problem), problem);
        Assert.AreEqual(expected, reference.ToString());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(null)]
    [DataRow(" ")]
    [DataRow("Busybox")]
    [DataRow("team/App")]
    [DataRow("docker.io/App")]
    [DataRow("a//b")]
    [DataRow("/a")]
    [DataRow("a/")]
    [DataRow("../a")]
    [DataRow("a..b")]
    [DataRow("a___b")]
    [DataRow("a_-b")]
    [DataRow("-a")]
    [DataRow("a-")]
    [DataRow(".a")]
    [DataRow("a.")]
    [DataRow("_a")]
    [DataRow(":tag")]
    [DataRow("a:")]
    [DataRow("a:.b")]
    [DataRow("a:-b")]
    [DataRow("a:b:c")]
    [DataRow("a:b c")]
    [DataRow("a:tag/b:")]
    [DataRow("reg:0/a")]
    [DataRow("reg:65536/a")]
    [DataRow("reg:/a")]
    [DataRow("reg:x/a")]
    [DataRow("-reg.com/a")]
    [DataRow("reg-.com/a")]
    [DataRow("reg..com/a")]
    [DataRow("[::1]")]
    [DataRow("[::1/a")]
    [DataRow("[zz]:5000/a")]
    [DataRow("[]/a")]
    [DataRow("https://reg/a")]
    [DataRow("a@")]
    [DataRow("a@sha256:12")]
    [DataRow("a@sha256:../../x")]
    [DataRow("a@md5:0123456789abcdef0123456789abcdef")]
    [DataRow("@sha256:" + Hex)]
    [DataRow("a@sha256:" + Hex + "@sha256:" + Hex)]
    [DataRow(Hex)]
    [DataRow("аpp")]
    [DataRow("app\n")]
    [DataRow("a\0")]
    public void Refuses(string? text)
    {
        Assert.IsFalse(ReferenceParser.TryParse(text, out _, out var problem));
        Assert.IsGreaterThan(0, problem.Length);
    }

    [TestMethod]
    public void Limits_the_length_of_tags_and_names()
    {
        Assert.IsTrue(ReferenceParser.IsTag(new string('a', 128)));
        Assert.IsFalse(ReferenceParser.IsTag(new string('a', 129)));
        Assert.IsTrue(ReferenceParser.IsRepository(new string('a', 255), out _));
        Assert.IsFalse(ReferenceParser.IsRepository(new string('a', 256), out _));
    }

    [TestMethod]
    [DataRow("reg", true)]
    [DataRow("reg:5000", true)]
    [DataRow("reg.example.com:5000/team/sub", true)]
    [DataRow("[::1]:5000", true)]
    [DataRow("https://reg", false)]
    [DataRow("reg/", false)]
    [DataRow("reg/Team", false)]
    [DataRow("reg:5000/x:tag", false)]
    [DataRow("a;b", false)]
    [DataRow("", false)]
    public void Knows_registries(string text, bool valid) => Assert.AreEqual(valid, ReferenceParser.IsRegistry(text));
}
