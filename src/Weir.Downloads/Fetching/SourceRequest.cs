using System.Text;
using Weir.Downloads.Planning;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>Writes the requests that go to a source.</summary>
internal sealed class SourceRequest(
    SourceAddress address,
    string? client,
    IReadOnlyList<KeyValuePair<string, string>> extraFields,
    ProxyAddress? proxy = null
)
{
    private readonly HeadWriter _writer = new();

    // RFC 9112 3.2.2: a proxy is told the whole URL.
    private readonly byte[] _target = proxy is null
        ? address.Target
        : [.. Encoding.ASCII.GetBytes($"{address.Uri.Scheme}://{address.HostField}"), .. address.Target];

    public SourceAddress Address => address;

    /// <summary>A GET for <paramref name="range"/>, or for the whole file when that is null.</summary>
    /// <param name="wants">Which hashes to ask for as well.</param>
    /// <param name="run">The run that the server has said this is a part of.</param>
    public HeadWriter Get(Extent? range, WantedDigests wants = WantedDigests.None, string? run = null)
    {
        _writer
            .StartRequest("GET"u8, _target)
            .Field("Host"u8, address.HostField)
            .Field("User-Agent"u8, "weir/0.1"u8)
            .Field("Accept"u8, "*/*"u8)
            // Ranges of a coded file would be ranges of the coding (RFC 9110 14.1.2).
            .Field("Accept-Encoding"u8, "identity"u8);
        if (range is { } extent)
            _writer.Field("Range"u8, new RangeRequest(extent));
        if (wants.HasFlag(WantedDigests.OfFile))
            _writer.Field("Want-Repr-Digest"u8, "sha-256=1"u8);
        if (wants.HasFlag(WantedDigests.OfBody))
            _writer.Field("Want-Content-Digest"u8, "sha-256=1"u8);
        if (address.Authorization is { } authorization)
            _writer.Field("Authorization"u8, authorization);
        if (proxy?.Authorization is { } proxyAuthorization)
            _writer.Field("Proxy-Authorization"u8, proxyAuthorization);
        if (client is not null)
            _writer.Field("Weir-Client"u8, Encoding.UTF8.GetBytes(client));
        if (client is not null && run is not null)
            _writer.Field("Weir-Run"u8, Encoding.Latin1.GetBytes(run));
        foreach (var (name, value) in extraFields)
            _writer.Field(Encoding.ASCII.GetBytes(name), value);
        return _writer.End();
    }

    private readonly record struct RangeRequest(Extent Extent) : IUtf8SpanFormattable
    {
        public bool TryFormat(
            Span<byte> utf8Destination,
            out int bytesWritten,
            ReadOnlySpan<char> format,
            IFormatProvider? provider
        ) =>
            System.Text.Unicode.Utf8.TryWrite(
                utf8Destination,
                $"bytes={Extent.From}-{Extent.To - 1}",
                out bytesWritten
            );
    }
}
