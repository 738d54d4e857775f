using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>How a fake registry asks for a login.</summary>
public enum AuthKind
{
    None,
    Basic,
    Bearer,
}

/// <summary>The door of a fake registry, with a token service of its own at <c>/token</c>.</summary>
public sealed class FakeAuth(FakeRegistry registry)
{
    private readonly ConcurrentDictionary<string, string[]> _tokens = new();
    private int _issued;

    /// <summary>What is asked for.</summary>
    public AuthKind Kind { get; set; }

    /// <summary>The one user who may do everything, <c>user:password</c>.</summary>
    public string Login { get; set; } = "ci:s3cr:t é";

    /// <summary>The identity token that is exchanged for a token; empty when that is not known here.</summary>
    public string IdentityToken { get; set; } = "";

    /// <summary>True: who shows no login may pull.</summary>
    public bool AnonymousPull { get; set; }

    /// <summary>Where tokens come from; the registry's own service by default.</summary>
    public string? Realm { get; set; }

    /// <summary>The challenge in other words; <c>{realm}</c> is filled in.</summary>
    public string Challenge { get; set; } = "Bearer realm=\"{realm}\",service=\"fake\"";

    /// <summary>Makes all tokens that were given out void.</summary>
    public void RevokeAll() => _tokens.Clear();

    internal async Task<bool> AdmitAsync(HttpContext context, string repository, bool isPush, string? mountFrom)
    {
        var header = context.Request.Headers.Authorization.ToString();
        switch (Kind)
        {
            case AuthKind.None:
                if (header.Length > 0)
                    registry.Complain($"a login for a registry that asked for none: {context.Request.Method} {context.Request.Path}");

                return true;
            case AuthKind.Basic when header == BasicHeader:
                return true;
            case AuthKind.Basic:
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"fake\"";
                break;
            default:
                string[] needed = [$"repository:{repository}:{(isPush ? "pull,push" : "pull")}", .. mountFrom is null ? Array.Empty<string>() : [$"repository:{mountFrom}:pull"]];
                var isKnown = _tokens.TryGetValue(header.Replace("Bearer ", "", StringComparison.Ordinal), out var granted);
                if (isKnown && needed.All(scope => granted!.Any(other => Covers(other, scope))))
                    return true;

                var challenge = Challenge.Replace("{realm}", Realm ?? $"{registry.Address}/token", StringComparison.Ordinal);
                context.Response.Headers.WWWAuthenticate = isKnown ? $"{challenge},error=\"insufficient_scope\",scope=\"{string.Join(' ', needed)}\"" : challenge;
                break;
        }

        await Answers.ErrorAsync(context, 401, "UNAUTHORIZED", "authentication required");
        return false;
    }

    internal async Task TokenAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var scopes = context.Request.Query["scope"].ToArray();
        if (context.Request.Method == "POST")
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (IdentityToken.Length == 0 || form["grant_type"] != "refresh_token" || form["refresh_token"] != IdentityToken)
            {
                await Answers.ErrorAsync(context, IdentityToken.Length == 0 ? 404 : 401, "UNAUTHORIZED", "no such way");
                return;
            }

            scopes = form["scope"].ToString().Split(' ');
        }
        else if (header != BasicHeader && !(AnonymousPull && header.Length == 0))
        {
            await Answers.ErrorAsync(context, 401, "UNAUTHORIZED", "wrong user or password");
            return;
        }
        else if (header.Length == 0)
        {
            scopes = [.. scopes.Select(scope => scope!.Replace(":pull,push", ":pull", StringComparison.Ordinal))];
        }

        var token = "token-" + Interlocked.Increment(ref _issued).ToString(CultureInfo.InvariantCulture);
        _tokens[token] = [.. scopes.Select(scope => scope!)];
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { token, expires_in = 300 }), context.RequestAborted);
    }

    private string BasicHeader => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login));

    private static bool Covers(string granted, string needed) => granted == needed || granted == needed.Replace(":pull", ":pull,push", StringComparison.Ordinal);
}
