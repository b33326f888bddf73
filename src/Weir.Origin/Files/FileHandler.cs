using Weir.Http.Fields;
using Weir.Http.Server;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>Answers GET and HEAD for the files and folders of a root (RFC 9110).</summary>
/// <remarks>
/// A file that was asked for lately is still open and is sent once its path is seen to lead to it still. One whose path is
/// in the kernel's cache is opened on the loop; anything else, and every listing, goes to the thread pool.
/// Facts are read from the file system each time, so a validator never belongs to other bytes than those that follow.
/// </remarks>
public sealed class FileHandler : IRequestHandler, IDisposable
{
    private const string IndexName = "index.html";
    private readonly FileRoot _root;
    private readonly IFileGate? _gate;
    private readonly FileVersions _versions;
    private readonly KnownFiles _known;
    private readonly FileAnswer _files;
    private readonly MetalinkAnswer _metalinks;

    /// <param name="place">Where this root is served, once that is known.</param>
    /// <param name="gate">Asked before a file goes out; null for at once.</param>
    /// <param name="copies">Where else the files are.</param>
    /// <param name="digests">Makes and knows hashes.</param>
    /// <param name="maxAge">How long caches may answer with a file without asking again; zero for never.</param>
    internal FileHandler(
        Func<CopyPlace> place,
        FileRoot root,
        TimeProvider time,
        IFileGate? gate,
        Copies copies,
        DigestIndex digests,
        ContentDigests contents,
        TimeSpan maxAge
    )
    {
        _root = root;
        _gate = gate;
        _versions = new FileVersions(digests);
        _known = new KnownFiles(root, time);
        _files = new FileAnswer(place, time, copies, digests, contents, Freshness.Field(maxAge));
        _metalinks = new MetalinkAnswer(root, place, copies, _versions, digests);
    }

    /// <summary>Closes the files that nobody is being sent any more.</summary>
    public void Dispose() => _known.Dispose();

    public ValueTask HandleAsync(Exchange exchange)
    {
        var head = exchange.Head;
        if (!head.Method.SequenceEqual("GET"u8) && !head.Method.SequenceEqual("HEAD"u8))
            return RefuseMethod(exchange);
        if (!FileAnswer.WantsContentDigest(head) && _known.Hold(head.Target) is { } known)
        {
            var whole = ReadWhole(exchange, known);
            if (_known.IsStill(known))
                return AdmitAsync(exchange, _files.Answer(exchange, known.Version, known.File, whole));
        }

        if (
            !RequestTarget.TryParse(head.Target, out var target)
            || target.Form == TargetForm.Asterisk
            || RequestTarget.TryDecodePath(target.Path, out var path) != PathResult.Ok
        )
            return Refuse(exchange, 400, "The path is malformed.");
        // RFC 9110 7.4: what is for TLS alone MUST be refused in the clear.
        if (target.IsHttps && !exchange.IsSecure)
            return Refuse(exchange, 421, "An https:// target is answered over TLS alone.");
        if (!ServedPath.TryMakeRelative(path, out var relative))
            return Refuse(exchange, 404, "There is no such file.");

        var opened = _root.Open(relative, mayBlock: false);
        var isOver = opened.Status switch
        {
            OpenStatus.File => !path.EndsWith('/') && !FileAnswer.WantsContentDigest(head),
            OpenStatus.Missing => !path.EndsWith('/') && !MetalinkAnswer.IsAsked(path),
            _ => false,
        };
        if (isOver)
            return AdmitAsync(exchange, Answer(exchange, path, relative, opened));

        opened.Handle?.Dispose();
        return GoOnAsync(exchange, path, relative);
    }

    /// <summary>
    /// The bytes of a small file, read before the look at the file that proves them too: that spares another one after it.
    /// Empty when they are not to be had so.
    /// </summary>
    private static ReadOnlyMemory<byte> ReadWhole(Exchange exchange, KnownFile known)
    {
        var size = known.Version.Facts.Size;
        if (size is 0 or > Exchange.SmallBody || !exchange.Head.Method.SequenceEqual("GET"u8))
            return default;
        var room = exchange.Room((int)size);
        return known.File.TryRead(room.Span) ? room : default;
    }

    /// <remarks>A method of its own: what a lambda captures is allocated where its method begins.</remarks>
    private ValueTask GoOnAsync(Exchange exchange, string path, string relative) =>
        new(Task.Run(() => AnswerSlowlyAsync(exchange, path, relative)));

    private async Task AnswerSlowlyAsync(Exchange exchange, string path, string relative)
    {
        var opened = _root.Open(relative, mayBlock: true);
        // A file of that name wins over what is made of another.
        if (
            opened.Status == OpenStatus.Missing
            && MetalinkAnswer.IsAsked(path)
            && await _metalinks.TryAnswerAsync(exchange, path, FileAnswer.AuthorityOf(exchange))
        )
            return;
        await AdmitAsync(exchange, Answer(exchange, path, relative, opened));
    }

    /// <summary>RFC 9110 9.3.2: a HEAD is answered as the GET would be, but moves nothing that could be held.</summary>
    private ValueTask AdmitAsync(Exchange exchange, ServedFile? file) =>
        _gate is not null && file is { } served && exchange.Head.Method.SequenceEqual("GET"u8)
            ? _gate.AdmitAsync(exchange, served)
            : ValueTask.CompletedTask;

    /// <returns>The file that the answer sends; null when it sends none.</returns>
    private ServedFile? Answer(Exchange exchange, string path, string relative, OpenResult opened)
    {
        switch (opened.Status)
        {
            case OpenStatus.File when !path.EndsWith('/'):
                return AnswerFile(exchange, path, relative, opened);
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

    private ServedFile? AnswerFile(Exchange exchange, string path, string relative, OpenResult opened)
    {
        var version = _versions.Of(path, opened);
        var file = new SharedFile(opened.Handle!);
        _known.Add(exchange.Head.Target, relative, version, file);
        return _files.Answer(exchange, version, file);
    }

    private ServedFile? AnswerFolder(Exchange exchange, string path, string relative, OpenResult folder)
    {
        using var handle = folder.Handle!;
        var index = _root.Open(relative == "." ? IndexName : $"{relative}/{IndexName}", mayBlock: true);
        if (index.Status == OpenStatus.File)
            return _files.Answer(exchange, _versions.Of(path + IndexName, index), new SharedFile(index.Handle!));

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
