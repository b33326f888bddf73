namespace Weir.Http.Fields;

/// <summary>
/// The members of a comma-separated list (RFC 9110 5.6.1) without the white space around them, empty members too.
/// It knows no quoted strings: for lists whose members are tokens, parameters at most.
/// </summary>
public ref struct TokenList
{
    private ReadOnlySpan<byte> _rest;
    private bool _isOver;

    public TokenList(ReadOnlySpan<byte> value) => _rest = value;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly TokenList GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isOver)
            return false;
        var comma = _rest.IndexOf((byte)',');
        _isOver = comma < 0;
        Current = CommonRules.Trim(_isOver ? _rest : _rest[..comma]);
        _rest = _isOver ? default : _rest[(comma + 1)..];
        return true;
    }
}
