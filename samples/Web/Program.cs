using Newtonsoft.Json;
using YamlDotNet.Serialization;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();

var app = builder.Build();

app.UseDefaultFiles();
app.UseStaticFiles();
app.MapHealthChecks("/healthz");
app.MapGet("/greeting", (IConfiguration configuration) => configuration["Greeting:Text"]);
app.MapGet("/json", () => JsonConvert.SerializeObject(new { message = "from Newtonsoft.Json" }));
app.MapGet("/yaml", () => new SerializerBuilder().Build().Serialize(new { message = "from YamlDotNet" }));
app.MapPost("/notes", (string text) => File.AppendAllText("/data/notes.txt", text + "\n"));
app.Run();
