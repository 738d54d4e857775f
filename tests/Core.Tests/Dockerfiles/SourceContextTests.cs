using Containerize.Dockerfiles;
using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
public sealed class SourceContextTests
{
    [TestMethod]
    public void Finds_what_restore_reads_and_the_folder_that_holds_it()
    {
        using var folder = new TempFolder();
        foreach (var file in new[] { "repo/.git/HEAD", "repo/global.json", "repo/nuget.config", "repo/src/Web/Web.csproj", "repo/src/Web/packages.lock.json", "repo/lib/Lib/Lib.csproj", "repo/src/Other/Other.csproj", "nuget.config" })
            folder.Write(file, file.EndsWith(".config", StringComparison.Ordinal) ? "<configuration/>" : "");
        folder.Write("repo/Directory.Packages.props", "<Project/>");
        folder.Write("repo/lib/Directory.Build.props", "<Project/>");

        var context = SourceContext.Find([folder["repo/src/Web/Web.csproj"], folder["repo/lib/Lib/Lib.csproj"]]);

        Assert.AreEqual(folder["repo"], context.Folder);
        CollectionAssert.AreEqual(
            new[] { "Directory.Packages.props", "global.json", "lib/Directory.Build.props", "lib/Lib/Lib.csproj", "nuget.config", "src/Web/Web.csproj", "src/Web/packages.lock.json" },
            context.RestoreFiles.ToArray());
        Assert.IsEmpty(context.SecretNuGetConfigs);
        Assert.AreEqual("src/Web/Web.csproj", context.Relative(folder["repo/src/Web/Web.csproj"]));
    }

    [TestMethod]
    [DataRow("<Project/>", false)]
    [DataRow("<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))\"/></Project>", true)]
    public void Follows_imports_of_the_same_name_upwards(string nearest, bool both)
    {
        using var folder = new TempFolder();
        folder.Write("repo/Directory.Build.props", "<Project/>");
        folder.Write("repo/src/Directory.Build.props", nearest);
        folder.Write("repo/src/Web/Web.csproj", "");

        var context = SourceContext.Find([folder["repo/src/Web/Web.csproj"]]);

        Assert.AreEqual(folder[both ? "repo" : "repo/src"], context.Folder);
        Assert.AreEqual(both, context.RestoreFiles.Contains("src/Directory.Build.props"));
    }

    [TestMethod]
    [DataRow("<packageSourceCredentials><feed><add key=\"Username\" value=\"u\"/></feed></packageSourceCredentials>", true)]
    [DataRow("<apikeys><add key=\"https://feed\" value=\"x\"/></apikeys>", true)]
    [DataRow("<packageSources><add key=\"a\" value=\"https://user:word@feed.example.com/index.json\"/></packageSources>", true)]
    [DataRow("<packageSources><add key=\"a\" value=\"https://feed.example.com/index.json\"/></packageSources>", false)]
    [DataRow("<!-- <packageSourceCredentials><a/></packageSourceCredentials> -->", false)]
    [DataRow("<broken", true)]
    public void Tells_which_nuget_config_is_secret(string content, bool secret)
    {
        using var folder = new TempFolder();
        folder.Write("repo/.git", "gitdir: elsewhere");
        folder.Write("repo/NuGet.Config", "<configuration/>");
        folder.Write("repo/src/nuget.config", $"<configuration>{content}</configuration>");
        folder.Write("repo/src/Web.csproj", "");

        var context = SourceContext.Find([folder["repo/src/Web.csproj"]]);

        CollectionAssert.AreEqual(secret ? new[] { "src/nuget.config" } : [], context.SecretNuGetConfigs.ToArray());
        CollectionAssert.AreEqual(new[] { "NuGet.Config", "src/Web.csproj", "src/nuget.config" }, context.RestoreFiles.ToArray());
    }

    [TestMethod]
    public void Says_when_only_the_root_holds_all()
    {
        using var folder = new TempFolder();

        var failure = Assert.ThrowsExactly<ContainerizeException>(() => SourceContext.Find([folder.Write("Web.csproj", ""), "/elsewhere-ctz/Lib.csproj"]));

        Assert.AreEqual("CTZ0205", failure.Diagnostic.Code.Id);
    }
}
