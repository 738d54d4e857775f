using Containerize.Analysis;

namespace Containerize.Model.Tests.Analysis;

[TestClass]
public sealed class LoopbackEndpointTests
{
    [TestMethod]
    [DataRow("http://localhost:5000/x", "http://localhost:5000", 5000)]
    [DataRow("https://127.0.0.1:5001", "https://127.0.0.1:5001", 5001)]
    [DataRow("amqp://user:secret@[::1]:5672/", "amqp://[::1]:5672", 5672)]
    [DataRow("Server=tcp:localhost,1433;Database=x", "localhost", 1433)]
    [DataRow("Host=127.0.0.1;Port=5433;Password=localhost", "127.0.0.1", 5433)]
    [DataRow("localhost:6379,password=x", "localhost:6379", 6379)]
    public void An_address_of_the_container_itself_is_found(string text, string address, int port) =>
        Assert.AreEqual(new LoopbackEndpoint(address, port), LoopbackEndpoint.Find(text));

    [TestMethod]
    [DataRow("Data Source=(localdb)\\MSSQLLocalDB;Initial Catalog=x", "(localdb)\\MSSQLLocalDB")]
    [DataRow("Server=.;Database=x", ".")]
    [DataRow("Server=.\\SQLEXPRESS;Database=x", ".\\SQLEXPRESS")]
    [DataRow("localhost", "localhost")]
    public void Without_a_port_it_is_the_default_one(string text, string address) => Assert.AreEqual(new LoopbackEndpoint(address, null), LoopbackEndpoint.Find(text));

    [TestMethod]
    [DataRow("http://orders:5000/?back=http://localhost")]
    [DataRow("Server=db;Database=localhost")]
    [DataRow("Data Source=app.db")]
    [DataRow("cache:6379")]
    [DataRow("localhost.example.com")]
    [DataRow("http://")]
    [DataRow("=")]
    [DataRow(",")]
    [DataRow("")]
    public void Other_texts_are_none(string text) => Assert.IsNull(LoopbackEndpoint.Find(text));
}
