using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding.Sites;

/// <summary>Where the requests of a proxy go. Any thread.</summary>
internal interface IRouter : IDisposable
{
    /// <summary>Whether it stands before servers of its owner, so that what they say to gateways is for it (RFC 9213).</summary>
    bool IsGateway { get; }

    /// <param name="isSecure">Whether the request came over TLS.</param>
    /// <param name="refusal">Why it goes nowhere, when it returns null.</param>
    Route? Find(Head request, bool isSecure, out RouteRefusal? refusal);

    /// <summary>
    /// What people call a stored response, a path or a URL, as the key that the store knows it by; null for what is neither.
    /// </summary>
    string? Key(string text);
}

/// <param name="Target">Path and query, or an asterisk.</param>
internal readonly record struct Route(UpstreamSite Site, string Target)
{
    public string Key => Site.Origin + Target;
}

/// <param name="Sentence">For the client.</param>
/// <param name="Detail">A word for Cache-Status and the log.</param>
internal sealed record RouteRefusal(int Status, string Sentence, string Detail);
