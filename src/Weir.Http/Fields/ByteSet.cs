namespace Weir.Http.Fields;

/// <summary>
/// A set of bytes to look short texts up in. What searches long ones by vectors is compiled when a program first does it,
/// which takes longer than a short program's whole head.
/// </summary>
internal sealed class ByteSet
{
    private readonly bool[] _members = new bool[256];

    public ByteSet(ReadOnlySpan<byte> members)
    {
        foreach (var member in members)
            _members[member] = true;
    }

    public bool Contains(byte b) => _members[b];

    public bool ContainsAll(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            if (!_members[b])
                return false;
        return true;
    }
}
