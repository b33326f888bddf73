namespace Weir.Http.Fields;

// RFC 9651 3.2:
//
//   sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:, sha-512=:YMAam51Jz/jOAT…:;q=1, flag
//   key    = value                                         , key ...      ; parameters, key

/// <summary>What kind of bare item a member of a structured field has (RFC 9651 3.3).</summary>
public enum StructuredKind
{
    /// <summary>?0, ?1, or no value, which is true.</summary>
    Boolean,

    /// <summary>An integer or a decimal.</summary>
    Number,

    Text,

    Token,

    /// <summary>Base64 between colons; <see cref="StructuredDictionary.Value"/> is without the colons.</summary>
    Bytes,

    /// <summary>A list in parentheses, a date, a display string: stepped over.</summary>
    Other,
}

/// <summary>
/// The members of one line of a dictionary (RFC 9651 3.2), in order; parameters are stepped over. After the last
/// <see cref="MoveNext"/>, <see cref="IsValid"/> says whether the line was well-formed: when not, RFC 9651 4.2 has the field ignored.
/// </summary>
public ref struct StructuredDictionary
{
    /// <summary>RFC 9651 3.2 asks for 1024 members at least; no field that is read here has use for as many.</summary>
    private const int MaxMembers = 64;

    private ReadOnlySpan<byte> _rest;
    private int _count;

    public StructuredDictionary(ReadOnlySpan<byte> line)
    {
        _rest = line.Trim((byte)' ');
        IsValid = true;
    }

    public bool IsValid { get; private set; }

    public ReadOnlySpan<byte> Key { get; private set; }

    public StructuredKind Kind { get; private set; }

    /// <summary>As it was sent, without quotes, colons or question mark.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        if (!IsValid || _rest.IsEmpty)
            return false;
        IsValid = ++_count <= MaxMembers && ReadMember() && ReadParameters() && ReadComma();
        return IsValid;
    }

    private bool ReadMember()
    {
        if (!ReadKey(out var key))
            return false;
        Key = key;
        if (!_rest.StartsWith("="u8))
        {
            return Keep(StructuredKind.Boolean, "1"u8);
        }

        _rest = _rest[1..];
        return ReadItem(out var kind, out var value) && Keep(kind, value);
    }

    private bool Keep(StructuredKind kind, ReadOnlySpan<byte> value)
    {
        Kind = kind;
        Value = value;
        return true;
    }

    private bool ReadParameters()
    {
        while (_rest.StartsWith(";"u8))
        {
            _rest = _rest[1..].TrimStart((byte)' ');
            if (!ReadKey(out _))
                return false;
            if (!_rest.StartsWith("="u8))
                continue;
            _rest = _rest[1..];
            if (!ReadItem(out _, out _))
                return false;
        }

        return true;
    }

    /// <summary>RFC 9651 4.2.2: a comma must have a member after it.</summary>
    private bool ReadComma()
    {
        _rest = _rest.TrimStart(" \t"u8);
        if (_rest.IsEmpty)
            return true;
        if (_rest[0] != ',')
            return false;
        _rest = _rest[1..].TrimStart(" \t"u8);
        return !_rest.IsEmpty;
    }

    /// <summary>key = ( lcalpha / "*" ) *( lcalpha / DIGIT / "_" / "-" / "." / "*" )</summary>
    private bool ReadKey(out ReadOnlySpan<byte> key)
    {
        var length = 0;
        while (length < _rest.Length && IsKeyByte(_rest[length], isFirst: length == 0))
            length++;
        key = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    private static bool IsKeyByte(byte b, bool isFirst) =>
        b is (>= (byte)'a' and <= (byte)'z') or (byte)'*'
        || (!isFirst && b is (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'-' or (byte)'.');

    private bool ReadItem(out StructuredKind kind, out ReadOnlySpan<byte> value)
    {
        kind = default;
        value = default;
        if (_rest.IsEmpty)
            return false;
        switch (_rest[0])
        {
            case (byte)':':
                kind = StructuredKind.Bytes;
                return ReadTo((byte)':', 1, out value);
            case (byte)'"':
                kind = StructuredKind.Text;
                return ReadText(out value);
            case (byte)'?':
                return ReadBoolean(out value);
            case (byte)'(':
                kind = StructuredKind.Other;
                return ReadInnerList(out value);
            case (byte)'@' or (byte)'%':
                kind = StructuredKind.Other;
                _rest = _rest[1..];
                return ReadItem(out _, out value);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                kind = StructuredKind.Number;
                return ReadNumber(out value);
            default:
                kind = StructuredKind.Token;
                return ReadToken(out value);
        }
    }

    private bool ReadTo(byte end, int from, out ReadOnlySpan<byte> value)
    {
        var length = _rest[from..].IndexOf(end);
        value = length < 0 ? default : _rest.Slice(from, length);
        if (length >= 0)
            _rest = _rest[(from + length + 1)..];
        return length >= 0;
    }

    private bool ReadText(out ReadOnlySpan<byte> value)
    {
        for (var i = 1; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                value = _rest[1..i];
                _rest = _rest[(i + 1)..];
                return true;
            }

            if (_rest[i] is < 0x20 or > 0x7e)
                break;
            if (_rest[i] == '\\')
                i++;
        }

        value = default;
        return false;
    }

    private bool ReadBoolean(out ReadOnlySpan<byte> value)
    {
        value = _rest.Length > 1 ? _rest.Slice(1, 1) : default;
        if (value is not [(byte)'0' or (byte)'1'])
            return false;
        _rest = _rest[2..];
        return true;
    }

    private bool ReadInnerList(out ReadOnlySpan<byte> value)
    {
        value = default;
        _rest = _rest[1..];
        for (var i = 0; i < MaxMembers; i++)
        {
            _rest = _rest.TrimStart((byte)' ');
            if (_rest.StartsWith(")"u8))
            {
                _rest = _rest[1..];
                return true;
            }

            // RFC 9651 3.1.1: an inner list holds items only, so that there is no list in a list.
            if (_rest.StartsWith("("u8) || !ReadItem(out _, out _) || !ReadParameters())
                return false;
        }

        return false;
    }

    private bool ReadNumber(out ReadOnlySpan<byte> value)
    {
        var length = 1;
        while (length < _rest.Length && _rest[length] is (>= (byte)'0' and <= (byte)'9') or (byte)'.')
            length++;
        value = _rest[..length];
        _rest = _rest[length..];
        // RFC 9651 3.3.1, 3.3.2: 15 digits at most, with sign and point 17 characters.
        return length <= 17 && value[^1] is >= (byte)'0' and <= (byte)'9' && value.Count((byte)'.') <= 1;
    }

    /// <summary>sf-token = ( ALPHA / "*" ) *( tchar / ":" / "/" )</summary>
    private bool ReadToken(out ReadOnlySpan<byte> value)
    {
        var length = 0;
        while (
            length < _rest.Length && (CommonRules.IsTokenByte(_rest[length]) || _rest[length] is (byte)':' or (byte)'/')
        )
            length++;
        value = _rest[..length];
        _rest = _rest[length..];
        return length > 0 && (char.IsAsciiLetter((char)value[0]) || value[0] == '*');
    }
}
