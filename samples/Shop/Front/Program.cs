using Catalog;

var app = WebApplication.CreateSlimBuilder(args).Build();

app.MapGet("/", () => string.Join("\n", Product.All.Select(product => $"{product.Name} {product.Price:0.00}")) + "\n");
app.MapGet("/healthz", () => "ok");
app.Run();
