using Weir.Http.Messages;

namespace Weir.Proxy.Caching;

/// <summary>Requests that say nothing that an answer from the store depends on but their target. Pure.</summary>
internal static class HotRequest
{
    /// <summary>
    /// Whether it is a GET of a path without range, condition, directive or a way behind it. By the length and first letter
    /// of its fields' names: what looks like one of those goes the long way, which costs time alone.
    /// </summary>
    public static bool IsPlain(Head head)
    {
        if (!head.Method.SequenceEqual("GET"u8) || head.Target is not [(byte)'/', ..] || head.CountOf("Host"u8) != 1)
            return false;
        for (var i = 0; i < head.Count; i++)
        {
            var name = head.Name(i);
            // Via; Range, Cache-Control, Pragma; If-…; Authorization, Proxy-….
            switch (name[0] | 0x20)
            {
                case 'i' when name.Length > 2 && name[2] == '-':
                case 'v' when name.Length == 3:
                case 'r' when name.Length == 5:
                case 'c' when name.Length == 13:
                case 'p':
                case 'a' when name.Length == 13:
                    return false;
            }
        }

        return true;
    }
}
