using System.Diagnostics.CodeAnalysis;
using Weir.Measurements.Units;
using Weir.Transport.Impairment;

namespace Weir.Cli.Arguments;

/// <summary>The length of a queue as people write it: a time, <c>200ms</c>, or a size, <c>64KiB</c>.</summary>
internal static class QueueLength
{
    /// <summary>When it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(string text, out QueueLimit queue, [NotNullWhen(false)] out string? problem)
    {
        queue = default;
        problem = null;
        if (Durations.TryParse(text, out var wait))
            queue = QueueLimit.OfTime(wait);
        else if (ByteSize.TryParse(text, out var size))
            queue = QueueLimit.OfBytes(size.Bytes);
        else
            problem = $"\"{text}\" is no length of a queue; write a time such as 200ms or a size such as 64KiB";
        return problem is null;
    }
}
