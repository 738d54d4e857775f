using Catalog;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHostedService<OrderDesk>();
builder.Build().Run();

internal sealed class OrderDesk(ILogger<OrderDesk> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.LogInformation("Open for orders: {Products}", string.Join(", ", Product.All.Select(product => product.Name)));
        return Task.CompletedTask;
    }
}
