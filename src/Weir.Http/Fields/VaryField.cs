using System.Text;
using Weir.Http.Messages;

namespace Weir.Http.Fields;

// RFC 9110 12.5.5:
//
//   Vary: accept-encoding, accept-language      the request's fields that had a part in the choice
//   Vary: *                                     anything may have had: no later request is known to match

/// <summary>Which fields of a request a response was chosen by.</summary>
public sealed record VaryField
{
    /// <summary>
    /// No answer is chosen by more, and each costs every request that is compared with it.
    /// </summary>
    public const int MostNames = 32;

    public static VaryField None { get; } = new() { Names = [] };

    public static VaryField Any { get; } = new() { Names = [], IsAny = true };

    /// <summary>Whether "*" stands anywhere in the list, or what is no field name, or more of them than anyone means.</summary>
    public bool IsAny { get; private init; }

    /// <summary>In lower case, each once, in the order of their bytes.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public static VaryField Of(Head head)
    {
        var first = head.IndexOf("Vary"u8, 0);
        if (first < 0)
            return None;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = first; i >= 0; i = head.IndexOf("Vary"u8, i + 1))
        {
            foreach (var member in new TokenList(head.Value(i)))
            {
                // "*" is a token too, and no field has that name.
                if (member.SequenceEqual("*"u8) || (!member.IsEmpty && !CommonRules.IsToken(member)))
                    return Any;
                if (!member.IsEmpty)
                    names.Add(Encoding.ASCII.GetString(member).ToLowerInvariant());
                if (names.Count > MostNames)
                    return Any;
            }
        }

        return names.Count == 0 ? None : new VaryField { Names = [.. names] };
    }
}
