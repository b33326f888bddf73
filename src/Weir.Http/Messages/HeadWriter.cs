using Weir.Http.Fields;

namespace Weir.Http.Messages;

// What it writes (RFC 9112 2.1):
//
//   HTTP/1.1 SP status SP reason CR LF     or     method SP target SP HTTP/1.1 CR LF
//   name ": " value CR LF
//   CR LF

/// <summary>
/// Writes a head into a buffer that it keeps and reuses. What would split or forge a message is a bug of the caller
/// and throws <see cref="ArgumentException"/>: values that came from outside are checked before they get here.
/// </summary>
public sealed class HeadWriter
{
    private byte[] _buffer;
    private int _length;

    public HeadWriter(int capacity = 1024) => _buffer = new byte[capacity];

    /// <summary>What was written since the last Start; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>The same, for asynchronous writes.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Begins a response with the reason phrase of the registry.</summary>
    public HeadWriter Start(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        _length = 0;
        Append("HTTP/1.1 "u8);
        Format(status);
        Append(" "u8);
        Append(ReasonPhrase.Of(status));
        return Append("\r\n"u8);
    }

    /// <summary>Begins with what a writer has written before, without its <see cref="End"/>.</summary>
    public HeadWriter StartWith(ReadOnlySpan<byte> written)
    {
        _length = 0;
        return Append(written);
    }

    /// <summary>Begins a request.</summary>
    public HeadWriter StartRequest(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        if (!CommonRules.IsToken(method))
            throw new ArgumentException("A method is a token.", nameof(method));
        if (target.IsEmpty || !CommonRules.IsVisible(target))
            throw new ArgumentException("A request-target has visible ASCII characters only.", nameof(target));
        _length = 0;
        Append(method);
        Append(" "u8);
        Append(target);
        return Append(" HTTP/1.1\r\n"u8);
    }

    public HeadWriter Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        AppendName(name);
        var start = _length;
        Append(value);
        return EndField(start);
    }

    /// <summary>Writes the value as Latin-1.</summary>
    public HeadWriter Field(ReadOnlySpan<byte> name, string value)
    {
        AppendName(name);
        var start = _length;
        var place = Reserve(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] > 0xff)
                throw new ArgumentException("A field value has no characters beyond Latin-1.", nameof(value));
            place[i] = (byte)value[i];
        }

        _length += value.Length;
        return EndField(start);
    }

    public HeadWriter Field(ReadOnlySpan<byte> name, long value) => Field<long>(name, value);

    /// <summary>Writes numbers and the types of <see cref="Weir.Http.Fields"/> without a string between.</summary>
    public HeadWriter Field<T>(ReadOnlySpan<byte> name, T value)
        where T : IUtf8SpanFormattable
    {
        AppendName(name);
        var start = _length;
        Format(value);
        return EndField(start);
    }

    /// <summary>Writes an IMF-fixdate (RFC 9110 5.6.7).</summary>
    public HeadWriter Date(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        AppendName(name);
        HttpDate.TryFormat(value, Reserve(HttpDate.Length), out var written);
        _length += written;
        return Append("\r\n"u8);
    }

    /// <summary>Writes the empty line.</summary>
    public HeadWriter End() => Append("\r\n"u8);

    private void AppendName(ReadOnlySpan<byte> name)
    {
        if (!CommonRules.IsToken(name))
            throw new ArgumentException("A field name is a token.", nameof(name));
        Append(name);
        Append(": "u8);
    }

    private HeadWriter EndField(int start)
    {
        CheckValue(_buffer.AsSpan(start, _length - start));
        return Append("\r\n"u8);
    }

    private static void CheckValue(ReadOnlySpan<byte> value)
    {
        if (!CommonRules.IsFieldValue(value))
            throw new ArgumentException("A field value has no control characters.", nameof(value));
    }

    private HeadWriter Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
        return this;
    }

    private void Format<T>(T value)
        where T : IUtf8SpanFormattable
    {
        int written;
        for (var room = 32; !value.TryFormat(Reserve(room), out written, default, null); )
            room *= 2;
        _length += written;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }
}
