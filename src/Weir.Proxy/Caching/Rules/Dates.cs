using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

internal static class Dates
{
    /// <summary>The date of a field that stands there once and is one; else null.</summary>
    public static DateTimeOffset? Read(Head head, ReadOnlySpan<byte> name) =>
        head.CountOf(name) == 1 && head.TryGet(name, out var value) && HttpDate.TryParse(value, out var date)
            ? date
            : null;
}
