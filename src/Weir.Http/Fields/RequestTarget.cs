using System.Text;

namespace Weir.Http.Fields;

// RFC 9112 3.2:
//
//   /where?q=now                          origin-form
//   http://www.example.org/where?q=now    absolute-form: its host overrides the Host field (3.2.2)
//   *                                     asterisk-form, for OPTIONS
//
// The authority-form of CONNECT is not read here.

public enum TargetForm
{
    Origin,
    Absolute,
    Asterisk,
}

/// <summary>The parts of a request-target as they were sent: nothing decoded, nothing normalised.</summary>
public readonly ref struct RequestTarget
{
    private RequestTarget(
        TargetForm form,
        bool isHttps,
        ReadOnlySpan<byte> host,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> query
    )
    {
        Form = form;
        IsHttps = isHttps;
        Host = host;
        Path = path;
        Query = query;
    }

    public TargetForm Form { get; }

    /// <summary>Whether it is an absolute-form of a resource that is to be had over TLS alone (RFC 9110 4.2.2).</summary>
    public bool IsHttps { get; }

    /// <summary>Host and port of an absolute-form, else empty.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>The path, "/" at least; empty in the asterisk-form.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>What follows the first "?", without it; empty when there is none.</summary>
    public ReadOnlySpan<byte> Query { get; }

    public static bool TryParse(ReadOnlySpan<byte> target, out RequestTarget result)
    {
        result = default;
        if (target.SequenceEqual("*"u8))
        {
            result = new RequestTarget(TargetForm.Asterisk, isHttps: false, default, default, default);
            return true;
        }

        // RFC 9112 3.2: a target has no fragment.
        if (target.Contains((byte)'#'))
            return false;
        if (target.StartsWith("/"u8))
        {
            result = Split(TargetForm.Origin, isHttps: false, default, target);
            return true;
        }

        var isHttps = StartsWith(target, "https://"u8);
        if (!isHttps && !StartsWith(target, "http://"u8))
            return false;
        var rest = target[(isHttps ? 8 : 7)..];
        var end = rest.IndexOfAny((byte)'/', (byte)'?');
        var host = end < 0 ? rest : rest[..end];
        result = Split(TargetForm.Absolute, isHttps, host, end < 0 ? default : rest[end..]);
        // RFC 9110 4.2.4: userinfo is an error; HostField refuses its "@".
        return HostField.IsValid(host);
    }

    /// <inheritdoc cref="TargetPath.TryDecode"/>
    public static PathResult TryDecodePath(ReadOnlySpan<byte> path, out string decoded) =>
        TargetPath.TryDecode(path, out decoded);

    private static bool StartsWith(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme) =>
        target.Length >= scheme.Length && Ascii.EqualsIgnoreCase(target[..scheme.Length], scheme);

    private static RequestTarget Split(
        TargetForm form,
        bool isHttps,
        ReadOnlySpan<byte> host,
        ReadOnlySpan<byte> pathAndQuery
    )
    {
        var mark = pathAndQuery.IndexOf((byte)'?');
        var path = mark < 0 ? pathAndQuery : pathAndQuery[..mark];
        // RFC 9110 4.2.3: an empty path is the same as "/".
        return new RequestTarget(
            form,
            isHttps,
            host,
            path.IsEmpty ? "/"u8 : path,
            mark < 0 ? default : pathAndQuery[(mark + 1)..]
        );
    }
}
