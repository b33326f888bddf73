using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>The answer that sends a file, or a part of it, or says that it need not be sent.</summary>
internal sealed class FileAnswer
{
    private readonly TimeProvider _time;
    private readonly DigestIndex _digests;
    private readonly ContentDigests _contents;
    private readonly byte[] _freshness;
    private readonly LinkSource _links;

    /// <param name="freshness">The value of Cache-Control.</param>
    public FileAnswer(
        Func<CopyPlace> place,
        TimeProvider time,
        Copies copies,
        DigestIndex digests,
        ContentDigests contents,
        byte[] freshness
    )
    {
        _time = time;
        _digests = digests;
        _contents = contents;
        _freshness = freshness;
        _links = new LinkSource(place, copies, time);
    }

    /// <summary>True for an answer that has to read what it sends beforehand: then it is not made on a loop.</summary>
    public static bool WantsContentDigest(Head head) =>
        head.Method.SequenceEqual("GET"u8) && Wants(head, "Want-Content-Digest"u8);

    /// <summary>What the client calls this origin.</summary>
    public static string AuthorityOf(Exchange exchange)
    {
        Span<byte> local = stackalloc byte[64];
        return Encoding.ASCII.GetString(Authority(exchange, local));
    }

    /// <summary>Conditions in the order of RFC 9110 13.2.2, then the range (14.2), then the file.</summary>
    /// <param name="file">One hold of it is taken over.</param>
    /// <param name="whole">All bytes of the file when they were read already, else empty.</param>
    /// <returns>The file that the answer sends; null when it sends none.</returns>
    public ServedFile? Answer(
        Exchange exchange,
        FileVersion version,
        SharedFile file,
        ReadOnlyMemory<byte> whole = default
    )
    {
        var head = exchange.Head;
        var tag = version.Tag;
        var modified = version.Facts.LastModified;
        switch (Conditions.Evaluate(head, tag, modified))
        {
            case ConditionResult.NotModified:
                file.Release();
                // RFC 9110 15.4.5: the fields that a cache needs are those of the 200.
                exchange
                    .Start(304)
                    .Field("ETag"u8, tag)
                    .Date("Last-Modified"u8, modified)
                    .Field("Cache-Control"u8, _freshness);
                return null;
            case ConditionResult.PreconditionFailed:
                file.Release();
                exchange.Respond(412, "The file is another than the condition says.");
                return null;
        }

        var size = version.Facts.Size;
        Span<ByteRange> ranges = stackalloc ByteRange[RangeSet.MaxRanges];
        var count = 0;
        var result = RangeResult.Ignore;
        // RFC 9110 14.2: a server MUST ignore Range with a method other than GET.
        if (
            head.Method.SequenceEqual("GET"u8)
            && head.CountOf("Range"u8) == 1
            && head.TryGet("Range"u8, out var field)
            && Conditions.IfRange(head, tag, modified, _time.GetUtcNow())
        )
            result = RangeSet.Parse(field, size, ranges, out count);

        switch (result)
        {
            case RangeResult.Unsatisfiable:
                file.Release();
                exchange.Respond(416, "The range is outside of the file.");
                exchange
                    .Fields.Field("Content-Range"u8, new UnsatisfiedRange(size))
                    .Field("Accept-Ranges"u8, "bytes"u8);
                return null;
            case RangeResult.Satisfiable when count > 1:
                return AnswerParts(exchange, version, file, ranges[..count]);
            case RangeResult.Satisfiable:
                return AnswerOne(exchange, version, file, whole, ranges[0], isPart: true);
            default:
                return AnswerOne(exchange, version, file, whole, new ByteRange(0, size - 1), isPart: false);
        }
    }

    private ServedFile AnswerOne(
        Exchange exchange,
        FileVersion version,
        SharedFile file,
        ReadOnlyMemory<byte> whole,
        ByteRange range,
        bool isPart
    )
    {
        var fields = exchange.Start(isPart ? 206 : 200).Field("Content-Type"u8, MediaTypes.Of(version.Path));
        AddFields(exchange, version);
        if (isPart)
            fields.Field("Content-Range"u8, new ContentRange(range.From, range.To, version.Facts.Size));
        _digests.Ask(version.Digest, file.Handle);
        if (WantsContentDigest(exchange.Head) && _contents.Of(file.Handle, version, range) is { } content)
            fields.Field("Content-Digest"u8, content);
        if (whole.IsEmpty)
        {
            exchange.SetFile(file, range.From, range.Length, version);
        }
        else
        {
            exchange.SetBody(whole.Slice((int)range.From, (int)range.Length));
            file.Release();
        }

        return new ServedFile(version.Path, version.Facts.Size, range);
    }

    /// <summary>RFC 9110 15.3.7.2: the parts have Content-Range, the whole has none.</summary>
    private ServedFile AnswerParts(
        Exchange exchange,
        FileVersion version,
        SharedFile file,
        ReadOnlySpan<ByteRange> ranges
    )
    {
        var parts = MultipartBody.Make(ranges, MediaTypes.Of(version.Path), version.Facts.Size, out var contentType);
        exchange.Start(206).Field("Content-Type"u8, contentType);
        AddFields(exchange, version);
        _digests.Ask(version.Digest, file.Handle);
        exchange.SetParts(file, parts, version);
        return new ServedFile(version.Path, version.Facts.Size, ranges[0]);
    }

    /// <summary>What every answer with bytes of the file says of the file.</summary>
    private void AddFields(Exchange exchange, FileVersion version)
    {
        Span<byte> local = stackalloc byte[64];
        var fields = exchange
            .Fields.Field("ETag"u8, version.Tag)
            .Date("Last-Modified"u8, version.Facts.LastModified)
            .Field("Cache-Control"u8, _freshness)
            .Field("Accept-Ranges"u8, "bytes"u8)
            .Field("Link"u8, version.Link(Authority(exchange, local), _links));
        if (version.Digest.Field is not { } digest)
            return;
        if (Wants(exchange.Head, "Want-Repr-Digest"u8))
            fields.Field("Repr-Digest"u8, digest);
        // RFC 3230, which RFC 9530 obsoletes: those who still ask by its name get the answer by its name.
        if (exchange.Head.TryGet("Want-Digest"u8, out var wish) && DigestField.WantsLegacy(wish, DigestField.Sha256))
            fields.Field("Digest"u8, DigestField.ToLegacy(digest));
    }

    private static bool Wants(Head head, ReadOnlySpan<byte> name) =>
        head.TryGet(name, out var wish) && DigestField.Wants(wish, DigestField.Sha256);

    /// <summary>What the client calls this server; when it does not say, where it came to.</summary>
    private static ReadOnlySpan<byte> Authority(Exchange exchange, Span<byte> local)
    {
        var named = HostField.AuthorityOf(exchange.Head);
        if (!named.IsEmpty)
            return named;
        return Encoding.ASCII.TryGetBytes(exchange.Local.ToString(), local, out var length) ? local[..length] : default;
    }
}
