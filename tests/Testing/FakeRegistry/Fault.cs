using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>Something that goes wrong, a number of times, for requests of a method whose path contains a text.</summary>
public sealed class Fault(string method, string pathContains, int times, Func<HttpContext, Task> answer)
{
    private int _left = times;

    internal async Task<bool> TryAnswerAsync(HttpContext context)
    {
        if (context.Request.Method != method || !(context.Request.Path + context.Request.QueryString.ToString()).Contains(pathContains, StringComparison.Ordinal) || Interlocked.Decrement(ref _left) < 0)
            return false;

        await answer(context);
        return true;
    }

    /// <summary>An error of the registry's own, as JSON (distribution-spec, error codes).</summary>
    public static Func<HttpContext, Task> Status(int status, string code = "UNKNOWN", string message = "a fault of the test", string? retryAfter = null) => async context =>
    {
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;

        await Answers.ErrorAsync(context, status, code, message);
    };

    /// <summary>Any body with any status.</summary>
    public static Func<HttpContext, Task> Body(int status, string contentType, byte[] body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (context.Request.Method != "HEAD")
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>The connection breaks before an answer.</summary>
    public static Func<HttpContext, Task> Reset() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The body breaks off after some bytes of what was promised.</summary>
    public static Func<HttpContext, Task> Truncated(byte[] sent, long promised) => async context =>
    {
        context.Response.ContentLength = promised;
        await context.Response.Body.WriteAsync(sent, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    };

    /// <summary>Elsewhere.</summary>
    public static Func<HttpContext, Task> Redirect(Func<HttpRequest, string> location, int status = 307) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location(context.Request);
        return Task.CompletedTask;
    };

    /// <summary>An upload is opened at an address of the test's choice.</summary>
    public static Func<HttpContext, Task> UploadAt(string location) => context =>
    {
        context.Response.StatusCode = 202;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };

    /// <summary>Nothing comes until the client goes away.</summary>
    public static Func<HttpContext, Task> Silence() => async context =>
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has given up, as it should.
        }
    };
}
