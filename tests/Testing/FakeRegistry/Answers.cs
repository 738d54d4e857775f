using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

internal static class Answers
{
    public static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method == "HEAD")
            return;

        context.Response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { errors = new[] { new { code, message, detail = (object?)null } } });
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static async Task ContentAsync(HttpContext context, string mediaType, string? digest, byte[] content)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        if (digest is not null)
            context.Response.Headers["Docker-Content-Digest"] = digest;

        if (context.Request.Method != "HEAD")
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }
}
