using System.Text;
using Weir.Http.Fields;

namespace Weir.Http.Messages;

/// <summary>
/// The head of a message as it was sent: names and values are bytes, nothing is merged, normalised or decoded.
/// Owned and reused by its <see cref="HeadParser"/>: valid from Complete until <see cref="HeadParser.Reset"/>.
/// </summary>
public sealed class Head
{
    // What stays allocated between messages; a larger head's buffer is given back,
    // so that idle connections do not keep the largest head that they ever saw.
    private const int KeptBytes = 8192;
    private const int FirstFields = 16;

    private byte[] _bytes = [];
    private FieldSlice[] _fields = new FieldSlice[FirstFields];
    private Slice _method;
    private Slice _target;
    private Slice _reasonPhrase;

    private readonly bool _isOnlyOne;

    /// <param name="isOnlyOne">No other head will be read into it.</param>
    internal Head(MessageKind kind, bool isOnlyOne)
    {
        Kind = kind;
        _isOnlyOne = isOnlyOne;
    }

    public MessageKind Kind { get; }

    /// <summary>The method as sent; empty in a response. Methods are case-sensitive (RFC 9110 9.1).</summary>
    public ReadOnlySpan<byte> Method => _method.Of(_bytes);

    /// <summary>The request-target as sent, VCHARs only; empty in a response.</summary>
    public ReadOnlySpan<byte> Target => _target.Of(_bytes);

    /// <summary>100 to 599; 0 in a request.</summary>
    public int Status { get; private set; }

    public ReadOnlySpan<byte> ReasonPhrase => _reasonPhrase.Of(_bytes);

    /// <summary>0 for HTTP/1.0, 1 for HTTP/1.1.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>How many field lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the sender lets the connection go on after this message (RFC 9112 9.3).</summary>
    public bool KeepAlive =>
        !HasToken("Connection"u8, "close"u8) && (MinorVersion == 1 || HasToken("Connection"u8, "keep-alive"u8));

    public ReadOnlySpan<byte> Name(int i) => Field(i).Name.Of(_bytes);

    /// <summary>The value of field line <paramref name="i"/> without the white space around it.</summary>
    public ReadOnlySpan<byte> Value(int i) => Field(i).Value.Of(_bytes);

    /// <summary>The first value of that name.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var i = IndexOf(name, 0);
        value = i < 0 ? default : Value(i);
        return i >= 0;
    }

    /// <summary>The first value of that name as Latin-1, or null.</summary>
    public string? GetString(ReadOnlySpan<byte> name) =>
        TryGet(name, out var value) ? Encoding.Latin1.GetString(value) : null;

    /// <summary>How many field lines have that name.</summary>
    public int CountOf(ReadOnlySpan<byte> name)
    {
        var count = 0;
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
            count++;
        return count;
    }

    /// <summary>The next field line of that name, counted from <paramref name="from"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name, int from)
    {
        for (var i = from; i < Count; i++)
        {
            if (_fields[i].Name.Length == name.Length && Ascii.EqualsIgnoreCase(Name(i), name))
                return i;
        }

        return -1;
    }

    /// <summary>Whether the comma-separated lists of all lines of that name have the token (RFC 9110 5.6.1).</summary>
    public bool HasToken(ReadOnlySpan<byte> name, ReadOnlySpan<byte> token)
    {
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            foreach (var member in new TokenList(Value(i)))
            {
                if (Ascii.EqualsIgnoreCase(member, token))
                    return true;
            }
        }

        return false;
    }

    internal void SetRequestLine(Slice method, Slice target, int minorVersion)
    {
        _method = method;
        _target = target;
        MinorVersion = minorVersion;
    }

    internal void SetStatusLine(int minorVersion, int status, Slice reasonPhrase)
    {
        MinorVersion = minorVersion;
        Status = status;
        _reasonPhrase = reasonPhrase;
    }

    internal void Add(Slice name, Slice value)
    {
        if (Count == _fields.Length)
            Array.Resize(ref _fields, Count * 2);
        _fields[Count++] = new FieldSlice(name, value);
    }

    /// <summary>Takes a copy of the head, so that the caller may reuse the buffer it was received in.</summary>
    internal void Load(ReadOnlySpan<byte> head)
    {
        if (_bytes.Length < head.Length)
        {
            var size = Math.Max(1024, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)head.Length));
            _bytes = new byte[_isOnlyOne ? head.Length : size];
        }

        head.CopyTo(_bytes);
    }

    internal void Clear()
    {
        if (_bytes.Length > KeptBytes)
            _bytes = [];
        _method = _target = _reasonPhrase = default;
        MinorVersion = Status = Count = 0;
    }

    private FieldSlice Field(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Count, nameof(i));
        return _fields[i];
    }
}
