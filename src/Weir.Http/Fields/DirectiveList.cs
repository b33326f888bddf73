namespace Weir.Http.Fields;

// RFC 9111 5.2:
//
//   max-age=60, private="set-cookie, x-user", no-store
//
//   cache-directive = token [ "=" ( token / quoted-string ) ]

/// <summary>
/// The directives of one Cache-Control line, also those of a sloppy sender: what restricts a cache must not be lost by the
/// mistake beside it. A quote that is not closed is an ordinary character, so that it hides nothing behind it.
/// </summary>
internal ref struct DirectiveList
{
    private ReadOnlySpan<byte> _rest;

    public DirectiveList(ReadOnlySpan<byte> value) => _rest = value;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Without its quotes, escapes left as they are; empty when there is none.</summary>
    public ReadOnlySpan<byte> Argument { get; private set; }

    public bool HasArgument { get; private set; }

    /// <summary>Whether the argument stood in quotes.</summary>
    public bool IsQuoted { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfMember(_rest);
            var member = CommonRules.Trim(_rest[..end]);
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            if (member.IsEmpty)
                continue;
            Take(member);
            return true;
        }

        return false;
    }

    private void Take(ReadOnlySpan<byte> member)
    {
        var equals = member.IndexOf((byte)'=');
        HasArgument = equals >= 0;
        Name = CommonRules.Trim(HasArgument ? member[..equals] : member);
        Argument = HasArgument ? member[(equals + 1)..] : default;
        IsQuoted = Argument.Length >= 2 && Argument[0] == '"' && Argument[^1] == '"';
        if (IsQuoted)
            Argument = Argument[1..^1];
    }

    /// <summary>The next comma outside of a quoted string, or the end.</summary>
    private static int EndOfMember(ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == ',')
                return i;
            if (value[i] == '"' && ClosingQuote(value, i) is var closing and > 0)
                i = closing;
        }

        return value.Length;
    }

    private static int ClosingQuote(ReadOnlySpan<byte> value, int opening)
    {
        for (var i = opening + 1; i < value.Length; i++)
        {
            if (value[i] == '"')
                return i;
            if (value[i] == '\\')
                i++;
        }

        return -1;
    }
}
