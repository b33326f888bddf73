using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Rules;

/// <summary>
/// The request's fields that a response was chosen by, and their values (RFC 9111 4.1), as the origin has seen them: what
/// does not go on had no part in the choice, whatever the client says. Immutable.
/// </summary>
public sealed class Selection
{
    private static readonly string[] CaseInsensitive =
    [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
    ];

    private const int FieldOverhead = 100;

    private readonly string[] _names;
    private readonly byte[][] _nameBytes;
    private readonly string?[] _values;

    private Selection(VaryField vary, Head request)
    {
        _names = [.. vary.Names];
        _nameBytes = [.. _names.Select(Encoding.ASCII.GetBytes)];
        _values = [.. _names.Select((name, i) => Normalize(name, _nameBytes[i], request))];
    }

    private Selection(long slice, long size)
        : this([])
    {
        Slice = (slice, size);
    }

    private Selection(IReadOnlyList<(string Name, string? Value)> fields)
    {
        _names = [.. fields.Select(field => field.Name)];
        _nameBytes = [.. _names.Select(Encoding.ASCII.GetBytes)];
        _values = [.. fields.Select(field => field.Value)];
    }

    /// <summary>Of a response without Vary: it fits every request.</summary>
    public static Selection Everything { get; } = new(VaryField.None, null!);

    /// <summary>Whether it fits every request.</summary>
    public bool IsEverything => _names.Length == 0 && Slice is null;

    /// <summary>Which part of the resource it is, and of how many bytes; null for a whole.</summary>
    public (long Index, long Size)? Slice { get; }

    /// <summary>Of a part of a resource without Vary: it is found by its place, and answers no request by itself.</summary>
    public static Selection OfSlice(long index, long size) => new(index, size);

    /// <summary>Bytes that it holds, about: of each field two strings, an array and the references to them.</summary>
    public int Size =>
        _names.Sum(name => FieldOverhead + (3 * name.Length)) + _values.Sum(value => 2 * (value?.Length ?? 0));

    /// <summary>Names in lower case and normalised values, null for absent ones: what <see cref="Restore"/> takes.</summary>
    public IReadOnlyList<(string Name, string? Value)> Fields => [.. _names.Zip(_values)];

    /// <summary>The selection that had these <see cref="Fields"/>.</summary>
    public static Selection Restore(IReadOnlyList<(string Name, string? Value)> fields) =>
        fields.Count == 0 ? Everything : new Selection(fields);

    public static Selection Of(VaryField vary, Head request) =>
        vary.Names.Count == 0 ? Everything : new Selection(vary, request);

    /// <summary>4.1: all of the fields have the values that they had in the request that the response answered.</summary>
    public bool Matches(Head request)
    {
        if (Slice is not null)
            return false;
        for (var i = 0; i < _names.Length; i++)
        {
            if (Normalize(_names[i], _nameBytes[i], request) != _values[i])
                return false;
        }

        return true;
    }

    public bool IsSameAs(Selection other) =>
        Slice?.Index == other.Slice?.Index
        && _names.SequenceEqual(other._names)
        && _values.SequenceEqual(other._values);

    /// <summary>
    /// 4.1 lets a cache normalise where it is known not to change the meaning: white space around members, the cut into
    /// lines, and the case of fields whose members have none. Null when the field is absent, or does not go on: that matches
    /// absence alone.
    /// </summary>
    private static string? Normalize(string name, ReadOnlySpan<byte> nameBytes, Head request)
    {
        var i = request.IndexOf(nameBytes, 0);
        if (i < 0 || !FieldRules.GoesOn(request, nameBytes))
            return null;
        var text = new StringBuilder();
        for (; i >= 0; i = request.IndexOf(nameBytes, i + 1))
        {
            foreach (var member in new TokenList(request.Value(i)))
            {
                if (text.Length > 0)
                    text.Append(',');
                text.Append(Encoding.Latin1.GetString(member));
            }
        }

        var value = text.ToString();
        return CaseInsensitive.Contains(name) ? value.ToLowerInvariant() : value;
    }
}
