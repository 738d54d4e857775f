using Containerize.Dockerfiles;

namespace Containerize.Model.Tests.Dockerfiles;

/// <summary>The cases of moby's own table of patterns, and the order of rules.</summary>
[TestClass]
public sealed class DockerignoreRulesTests
{
    [TestMethod]
    [DataRow("**", "file", true)]
    [DataRow("**", "dir/file", true)]
    [DataRow("**/", "dir/file", true)]
    [DataRow("**/**", "dir/file", true)]
    [DataRow("dir/**", "dir/dir2/file", true)]
    [DataRow("dir/**", "other/file", false)]
    [DataRow("**/dir2/*", "dir/dir2/file", true)]
    [DataRow("**/dir2/**", "dir/dir2/dir2/file", true)]
    [DataRow("**file", "dir/file", true)]
    [DataRow("**/file", "dir/dir/file", true)]
    [DataRow("**/file*", "dir/dir/file.txt", true)]
    [DataRow("**/file*txt", "dir/dir/file.txt", true)]
    [DataRow("**/**/*.txt", "dir/dir/file.txt", true)]
    [DataRow("**/*.txt2", "dir/dir/file.txt", false)]
    [DataRow("a**/*.txt", "a/dir/file.txt", true)]
    [DataRow("a/*.txt", "a/dir/file.txt", false)]
    [DataRow("a[b-d]e", "ace", true)]
    [DataRow("a[b-d]e", "aae", false)]
    [DataRow("a?c", "abc", true)]
    [DataRow("a?c", "a/c", false)]
    [DataRow("a\\*b", "a*b", true)]
    [DataRow("a\\*b", "axb", false)]
    [DataRow("/dir/", "dir/file", true)]
    [DataRow("dir/../other", "other/x", true)]
    [DataRow(".*", ".foo", true)]
    [DataRow(".*", "foo", false)]
    [DataRow("abc.def", "abcdef", false)]
    [DataRow("[", "[", false)]
    [DataRow("#file", "#file", false)]
    public void Matches_as_Docker_does(string pattern, string path, bool ignored) => Assert.AreEqual(ignored, DockerignoreRules.Parse(pattern).Ignores(path));

    [TestMethod]
    public void The_last_rule_that_matches_counts()
    {
        var rules = DockerignoreRules.Parse("*\r\n!src\r\nsrc/bin\r\n!src/bin/keep\r\n");

        Assert.IsTrue(rules.Ignores("readme"));
        Assert.IsFalse(rules.Ignores("src/a.cs"));
        Assert.IsTrue(rules.Ignores("src/bin/a.dll"));
        Assert.IsFalse(rules.Ignores("src/bin/keep/a"));
        Assert.IsTrue(rules.HasExceptions);
    }
}
