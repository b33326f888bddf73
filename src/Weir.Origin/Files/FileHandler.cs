using Weir.Http.Fields;
using Weir.Http.Server;

namespace Weir.Origin.Files;

/// <summary>Answers GET and HEAD for the files and folders of a root (RFC 9110).</summary>
/// <remarks>
/// A file whose path is in the kernel's cache is opened on the loop; anything else, and every listing, goes to the thread pool.
/// Facts are read from the opened file each time, so a validator never belongs to other bytes than those that follow.
/// </remarks>
public sealed class FileHandler : IRequestHandler
{
    private const string IndexName = "index.html";
    private readonly FileRoot _root;
    private readonly TimeProvider _time;
    private readonly IFileGate? _gate;
    private readonly byte[] _freshness;

    /// <param name="maxAge">How long caches may answer with a file without asking again; zero for never.</param>
    public FileHandler(FileRoot root, TimeProvider time, TimeSpan maxAge)
        : this(root, time, maxAge, gate: null) { }

    /// <param name="gate">Asked before a file goes out; null for at once.</param>
    internal FileHandler(FileRoot root, TimeProvider time, TimeSpan maxAge, IFileGate? gate)
    {
        _root = root;
        _time = time;
        _gate = gate;
        _freshness = Freshness.Field(maxAge);
    }

    public ValueTask HandleAsync(Exchange exchange)
    {
        var head = exchange.Head;
        if (!head.Method.SequenceEqual("GET"u8) && !head.Method.SequenceEqual("HEAD"u8))
            return RefuseMethod(exchange);
        if (
            !RequestTarget.TryParse(head.Target, out var target)
            || target.Form == TargetForm.Asterisk
            || RequestTarget.TryDecodePath(target.Path, out var path) != PathResult.Ok
        )
            return Refuse(exchange, 400, "The path is malformed.");
        if (!ServedPath.TryMakeRelative(path, out var relative))
            return Refuse(exchange, 404, "There is no such file.");

        var opened = _root.Open(relative, mayBlock: false);
        if (opened.Status is OpenStatus.File or OpenStatus.Missing && !path.EndsWith('/'))
        {
            return AdmitAsync(exchange, Answer(exchange, path, relative, opened));
        }

        opened.Handle?.Dispose();
        return new ValueTask(
            Task.Run(async () =>
                await AdmitAsync(exchange, Answer(exchange, path, relative, _root.Open(relative, mayBlock: true)))
            )
        );
    }

    /// <summary>RFC 9110 9.3.2: a HEAD is answered as the GET would be, but moves nothing that could be held.</summary>
    private ValueTask AdmitAsync(Exchange exchange, ServedFile? file) =>
        _gate is not null && file is not null && exchange.Head.Method.SequenceEqual("GET"u8)
            ? _gate.AdmitAsync(exchange, file)
            : ValueTask.CompletedTask;

    /// <returns>The file that the answer sends; null when it sends none.</returns>
    private ServedFile? Answer(Exchange exchange, string path, string relative, OpenResult opened)
    {
        switch (opened.Status)
        {
            case OpenStatus.File when !path.EndsWith('/'):
                return AnswerFile(exchange, path, opened);
            case OpenStatus.Folder when path.EndsWith('/'):
                return AnswerFolder(exchange, path, relative, opened);
            case OpenStatus.Folder:
                opened.Handle?.Dispose();
                Redirect(exchange, path);
                return null;
            case OpenStatus.TooManyFiles:
                exchange.Respond(503, "The server has too many files open.");
                return null;
            default:
                opened.Handle?.Dispose();
                NotFound(exchange);
                return null;
        }
    }

    private ServedFile? AnswerFolder(Exchange exchange, string path, string relative, OpenResult folder)
    {
        using var handle = folder.Handle!;
        var index = _root.Open(relative == "." ? IndexName : $"{relative}/{IndexName}", mayBlock: true);
        if (index.Status == OpenStatus.File)
            return AnswerFile(exchange, path + IndexName, index);

        index.Handle?.Dispose();
        var entries = _root.List(handle, relative);
        var isJson = AcceptField.PrefersJson(exchange.Head);
        exchange
            .Start(200)
            .Field("Content-Type"u8, isJson ? "application/json"u8 : "text/html; charset=utf-8"u8)
            .Field("Vary"u8, "Accept"u8)
            .Field("Cache-Control"u8, Freshness.Never);
        exchange.SetBody(isJson ? Listing.ToJson(path, entries) : Listing.ToHtml(path, entries));
        return null;
    }

    /// <summary>Conditions in the order of RFC 9110 13.2.2, then the range (14.2), then the file.</summary>
    private ServedFile? AnswerFile(Exchange exchange, string path, OpenResult opened)
    {
        var head = exchange.Head;
        var tag = opened.Facts.Tag;
        var modified = opened.Facts.LastModified;
        var size = opened.Facts.Size;
        switch (Conditions.Evaluate(head, tag, modified))
        {
            case ConditionResult.NotModified:
                opened.Handle!.Dispose();
                // RFC 9110 15.4.5: the fields that a cache needs are those of the 200.
                exchange
                    .Start(304)
                    .Field("ETag"u8, tag)
                    .Date("Last-Modified"u8, modified)
                    .Field("Cache-Control"u8, _freshness);
                return null;
            case ConditionResult.PreconditionFailed:
                opened.Handle!.Dispose();
                exchange.Respond(412, "The file is another than the condition says.");
                return null;
        }

        var range = new ByteRange(0, size - 1);
        var result = RangeResult.Ignore;
        // RFC 9110 14.2: a server MUST ignore Range with a method other than GET.
        if (
            head.Method.SequenceEqual("GET"u8)
            && head.CountOf("Range"u8) == 1
            && head.TryGet("Range"u8, out var field)
            && Conditions.IfRange(head, tag, modified, _time.GetUtcNow())
        )
            result = RangeField.Parse(field, size, out range);

        if (result == RangeResult.Unsatisfiable)
        {
            opened.Handle!.Dispose();
            exchange.Respond(416, "The range is outside of the file.");
            exchange.Fields.Field("Content-Range"u8, new UnsatisfiedRange(size)).Field("Accept-Ranges"u8, "bytes"u8);
            return null;
        }

        if (result == RangeResult.Ignore)
            range = new ByteRange(0, size - 1);
        var fields = exchange
            .Start(result == RangeResult.Satisfiable ? 206 : 200)
            .Field("Content-Type"u8, MediaTypes.Of(path))
            .Field("ETag"u8, tag)
            .Date("Last-Modified"u8, modified)
            .Field("Cache-Control"u8, _freshness)
            .Field("Accept-Ranges"u8, "bytes"u8);
        if (result == RangeResult.Satisfiable)
            fields.Field("Content-Range"u8, new ContentRange(range.From, range.To, size));
        exchange.SetFile(opened.Handle!, range.From, range.Length);
        return new ServedFile(path, size, range);
    }

    /// <remarks>A path has no empty segment here, so "//host" cannot come out of it; what is not unreserved is encoded.</remarks>
    private static void Redirect(Exchange exchange, string path)
    {
        exchange.Respond(301, "The folder's path ends with a slash.");
        exchange.Fields.Field("Location"u8, PathEncoding.Encode(path) + "/");
    }

    private static void NotFound(Exchange exchange) => exchange.Respond(404, "There is no such file.");

    private static ValueTask Refuse(Exchange exchange, int status, string reason)
    {
        exchange.Respond(status, reason);
        return ValueTask.CompletedTask;
    }

    /// <summary>RFC 9110 15.5.6: a 405 MUST say what is allowed.</summary>
    private static ValueTask RefuseMethod(Exchange exchange)
    {
        exchange.Respond(405, "Only GET and HEAD are allowed.");
        exchange.Fields.Field("Allow"u8, "GET, HEAD"u8);
        return ValueTask.CompletedTask;
    }
}
