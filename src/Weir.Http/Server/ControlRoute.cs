using System.Text;

namespace Weir.Http.Server;

/// <summary>One act of a control listener.</summary>
/// <param name="Pattern">A path whose segments are literal or, in braces, a name: <c>/replicas/{n}/rate</c>.</param>
/// <param name="IsOpen">Whether it needs no token.</param>
/// <param name="Act">Runs on the thread pool, with what the braces matched, in their order.</param>
public sealed record ControlRoute(string Method, string Pattern, bool IsOpen, Func<Exchange, string[], Task> Act)
{
    private readonly string[] _segments = Pattern.Split('/');

    /// <summary>Whether a decoded path is this route's; <paramref name="values"/> are what the braces matched.</summary>
    public bool TryMatch(string path, out string[] values)
    {
        values = [];
        var segments = path.Split('/');
        if (segments.Length != _segments.Length)
            return false;
        var matched = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i].StartsWith('{') && segments[i].Length > 0)
                matched.Add(segments[i]);
            else if (_segments[i] != segments[i])
                return false;
        }

        values = [.. matched];
        return true;
    }

    internal bool Takes(ReadOnlySpan<byte> method) =>
        Ascii.Equals(method, Method) || (Method == "GET" && method.SequenceEqual("HEAD"u8));
}
