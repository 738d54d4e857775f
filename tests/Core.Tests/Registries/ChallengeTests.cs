using Containerize.Registries;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class ChallengeTests
{
    [TestMethod]
    [DataRow("Bearer realm=\"https://a/token\",service=\"b\"", "bearer realm=https://a/token service=b")]
    [DataRow("BEARER Realm=https://a/token , SERVICE = b", "bearer realm=https://a/token service=b")]
    [DataRow("Negotiate, Basic realm=\"x, y\", Bearer realm=z", "negotiate|basic realm=x, y|bearer realm=z")]
    [DataRow("Bearer realm=\"a\\\"b\"", "bearer realm=a\"b")]
    [DataRow("Bearer realm=\"a\",realm=\"b\"", "bearer realm=a")]
    [DataRow("Bearer realm=\"never closed", "bearer realm=never closed")]
    [DataRow("Basic", "basic")]
    [DataRow("", "")]
    [DataRow(",,, =,=\"", "")]
    [DataRow("Bearer realm=", "bearer realm=")]
    public void Reads_what_registries_write(string header, string expected) => Assert.AreEqual(expected, string.Join("|", Challenge.ParseAll(header).Select(Show)));

    [TestMethod]
    public void Ends_with_any_text()
    {
        var random = new Random(20261121);
        const string Alphabet = "Bb =,\"\\\t;realmé\u0001";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            Assert.IsLessThanOrEqualTo(text.Length, Challenge.ParseAll(text).Count());
        }

        Assert.HasCount(1, Challenge.ParseAll("Bearer realm=\"" + new string('x', 64 << 10)));
    }

    private static string Show(Challenge challenge) => string.Join(' ', challenge.Parameters.Select(pair => $"{pair.Key}={pair.Value}").Prepend(challenge.Scheme));
}
