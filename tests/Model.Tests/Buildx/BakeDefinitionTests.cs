using Containerize.Buildx;
using Containerize.Images;

namespace Containerize.Model.Tests.Buildx;

[TestClass]
public sealed class BakeDefinitionTests
{
    private static readonly BakeTarget Shop = new() { Project = "Shop", Context = ".", Dockerfile = "Shop/Dockerfile", References = ["shop:latest"] };

    [TestMethod]
    public void A_project_with_a_registry_is_pushed_and_one_without_comes_back()
    {
        Assert.AreEqual("type=image,push=true,oci-mediatypes=true,rewrite-timestamp=true", List(Shop with { Push = true }, "output"));
        Assert.AreEqual("type=image,push=true,oci-mediatypes=false,rewrite-timestamp=true", List(Shop with { Push = true, Oci = false }, "output"));
        Assert.AreEqual("type=docker", List(Shop, "output"));
    }

    [TestMethod]
    public void Nothing_is_expanded_by_bake()
    {
        var target = Choose(Shop with { Context = "a${b}", Arguments = [new("B", "${HOME} $HOME $${x} %{if}"), new("A", "")], CacheTo = ["type=registry,ref=${r}"] }).Single();

        Assert.AreEqual("a$${b}", target.Words.Single(word => word.Name == "context").Value);
        CollectionAssert.AreEqual(new[] { new NamedValue("A", ""), new NamedValue("B", "$${HOME} $HOME $$${x} %%{if}") }, target.Arguments.ToArray());
        Assert.AreEqual("type=registry,ref=$${r}", List(target, "cache-to"));
    }

    [TestMethod]
    public void Names_are_legal_and_nobody_elses_in_an_order_that_is_always_the_same()
    {
        string[] names = ["Shop.Front", "shop-front", "default", "Bücher", "Shop Front"];

        var forth = Choose([.. names.Select(Named)]).Select(target => target.Name).ToArray();
        var back = Choose([.. names.Reverse().Select(Named)]).Select(target => target.Name).ToArray();

        CollectionAssert.AreEqual(new[] { "b-cher", "shop-front", "shop-front-2", "default-2", "shop-front-3" }, forth);
        CollectionAssert.AreEqual(forth, back);
    }

    [TestMethod]
    public void What_is_empty_is_left_out()
    {
        var target = Choose(Shop).Single();

        CollectionAssert.AreEqual(new[] { "context", "dockerfile" }, target.Words.Select(word => word.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "tags", "output", "attest" }, target.Lists.Select(list => list.Key).ToArray());
    }

    [TestMethod]
    public void One_name_for_two_images_is_an_error_that_names_both()
    {
        var result = BakeDefinition.Choose([Shop, Shop with { Project = "Other", References = ["other:latest", "shop:latest"] }]);

        Assert.AreEqual("error CTZ0630: 'shop:latest' is the image of 'Other' and 'Shop', and the last one built would replace the others: set ContainerRepository in each.", result.Diagnostics.Single().ToString());
    }

    private static BakeTarget Named(string name) => Shop with { Project = name, References = [$"{(uint)name.GetHashCode(StringComparison.Ordinal)}:latest"] };

    private static IReadOnlyList<BakeDefinition> Choose(params BakeTarget[] targets) => BakeDefinition.Choose(targets).Value!;

    private static string List(BakeTarget target, string attribute) => List(Choose(target).Single(), attribute);

    private static string List(BakeDefinition target, string attribute) => string.Join('|', target.Lists.Single(list => list.Key == attribute).Value);
}
