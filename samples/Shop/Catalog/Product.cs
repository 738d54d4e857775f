namespace Catalog;

public sealed record Product(string Name, decimal Price)
{
    public static IReadOnlyList<Product> All { get; } = [new("Tea", 4.50m), new("Coffee", 6.20m)];
}
