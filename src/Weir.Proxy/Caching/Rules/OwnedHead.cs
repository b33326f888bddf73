using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

/// <summary>Heads that outlive the connection that they came on.</summary>
internal static class OwnedHead
{
    /// <summary>What came within the limits of a connection stays within these with what was added or merged.</summary>
    private static readonly HeadLimits Limits = new() { Head = 4 * 65536, Fields = 4 * 128 };

    /// <param name="written">A whole response head, its empty line included.</param>
    public static Head Of(HeadWriter written)
    {
        var parser = new HeadParser(MessageKind.Response, Limits, isForOne: true);
        return parser.Parse(written.Written) == ParseStatus.Complete
            ? parser.Head
            : throw new InvalidOperationException($"A head of Weir's own is refused: {parser.Rejection.Reason}");
    }

    /// <summary>A copy of a request's head, for who reads it when its connection is at the next one.</summary>
    public static Head OfRequest(Head request)
    {
        var writer = new HeadWriter().StartRequest(request.Method, request.Target);
        for (var i = 0; i < request.Count; i++)
            writer.Field(request.Name(i), request.Value(i));
        var parser = new HeadParser(MessageKind.Request, Limits, isForOne: true);
        return parser.Parse(writer.End().Written) == ParseStatus.Complete
            ? parser.Head
            : throw new InvalidOperationException($"A head of a request is refused: {parser.Rejection.Reason}");
    }

    /// <summary>Reads back what was written once; null when it is no whole head.</summary>
    public static Head? TryParse(ReadOnlySpan<byte> bytes)
    {
        var parser = new HeadParser(MessageKind.Response, Limits, isForOne: true);
        return parser.Parse(bytes) == ParseStatus.Complete && parser.Consumed == bytes.Length ? parser.Head : null;
    }

    /// <summary>Bytes that such a head holds in memory, about: text, slices and objects.</summary>
    public static int SizeOf(HeadWriter written) => SizeOf(written.Written.Length);

    /// <inheritdoc cref="SizeOf(HeadWriter)"/>
    public static int SizeOf(Head head)
    {
        var length = 32;
        for (var i = 0; i < head.Count; i++)
            length += head.Name(i).Length + head.Value(i).Length + 4;
        return SizeOf(length);
    }

    private static int SizeOf(int length) => 1024 + (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length);
}
