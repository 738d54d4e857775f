using Containerize.Projects;

namespace Containerize.Model.Tests.Projects;

[TestClass]
public sealed class SolutionReaderTests
{
    [TestMethod]
    [DataRow("a.sln", "Project(\"{FAE0}\") = \"A\", \"src\\A\\A.csproj\", \"{1}\"\r\nEndProject\r\nProject(\"{2150}\") = \"src\", \"src\", \"{2}\"\r\nEndProject\r\n\tProject(\"{F}\") = \"B\", \"B.fsproj\", \"{3}\"\r\n", "src/A/A.csproj B.fsproj")]
    [DataRow("a.slnx", "<Solution><Folder Name=\"/src/\"><Project Path=\"src/A/A.csproj\" /></Folder><Project Path=\"B\\B.vbproj\"><Build Project=\"false\" /></Project><Project Path=\"c.esproj\" /></Solution>", "src/A/A.csproj B/B.vbproj")]
    [DataRow("a.slnf", "{ \"solution\": { \"path\": \"..\\\\all.sln\", \"projects\": [ \"src\\\\A.csproj\" ] } }", "src/A.csproj")]
    [DataRow("a.sln", "", "")]
    public void Projects_are_found_in_the_order_of_the_solution(string name, string text, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', SolutionReader.ReadProjects(name, text)!));

    [TestMethod]
    [DataRow("a.slnx", "<Solution>")]
    [DataRow("a.slnf", "[]")]
    [DataRow("a.slnf", "{ \"solution\": {} }")]
    public void What_is_no_solution_is_null(string name, string text) => Assert.IsNull(SolutionReader.ReadProjects(name, text));

    [TestMethod]
    public void A_filter_says_whose_projects_they_are()
    {
        Assert.AreEqual("../all.sln", SolutionReader.ReadFilteredSolution("a.slnf", """{ "solution": { "path": "..\\all.sln", "projects": [] } }"""));
        Assert.IsNull(SolutionReader.ReadFilteredSolution("a.sln", ""));
    }
}
