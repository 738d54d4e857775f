var app = WebApplication.CreateSlimBuilder(args).Build();

app.MapGet("/", () => "Hello from a container\n");
app.Run();
