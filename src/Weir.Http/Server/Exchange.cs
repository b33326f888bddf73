using System.Buffers;
using System.Net;
using System.Text;
using Weir.Http.Messages;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>
/// One request and the answer to it. Owned and reused by its connection: a handler may use it until its task completes,
/// from one thread at a time.
/// </summary>
public sealed class Exchange
{
    /// <summary>A body up to here is copied behind its head and goes in one call, which costs less than two.</summary>
    public const int SmallBody = 16 * 1024;

    private readonly TimeProvider _time;
    private readonly HeadWriter _writer = new();
    private CancellationTokenSource? _aborted;
    private volatile bool _isAborted;
    private byte[] _room = [];

    internal Exchange(TimeProvider time, Head head, IPEndPoint client, IPEndPoint local)
    {
        _time = time;
        Head = head;
        Client = client;
        Local = local;
    }

    /// <summary>The request's head.</summary>
    public Head Head { get; }

    public IPEndPoint Client { get; }

    /// <summary>The endpoint that the server listens on.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Where the answer is sent, whoever completes the handler.</summary>
    public required EventLoop Loop { get; init; }

    /// <summary>Whether the client came over TLS.</summary>
    public bool IsSecure { get; internal init; }

    /// <summary>The request's body when the handler asked for it by <see cref="IRequestHandler.MaxBody"/>, else empty.</summary>
    public ReadOnlyMemory<byte> RequestBody { get; internal set; }

    /// <summary>Fires when the client goes away. It costs an allocation: ask for it only where there is something to stop.</summary>
    public CancellationToken Aborted
    {
        get
        {
            var source = LazyInitializer.EnsureInitialized(ref _aborted);
            if (_isAborted)
                source.Cancel();
            return source.Token;
        }
    }

    /// <summary>The status of the answer; 0 until <see cref="Start"/>.</summary>
    public int Status { get; private set; }

    /// <summary>The answer's fields, for more of them after <see cref="Start"/>.</summary>
    public HeadWriter Fields => _writer;

    internal ReadOnlyMemory<byte> Bytes { get; private set; }

    internal SharedFile? File { get; private set; }

    internal long FileOffset { get; private set; }

    internal BodyVersion? FileVersion { get; private set; }

    /// <summary>What follows the first stretch of the file.</summary>
    internal ReadOnlyMemory<BodyPart> Parts { get; private set; }

    internal StreamedBody? Stream { get; private set; }

    internal ITunnel? Tunnel { get; private set; }

    /// <summary>The body's length, also when the answer does not carry it; null when it is not known beforehand.</summary>
    public long? BodyLength { get; private set; } = 0;

    /// <summary>What the handler wants to tell the server's observer of this exchange.</summary>
    public object? Note { get; set; }

    /// <summary>Whether the request line and the fields could be read: only then <see cref="Head"/> has something to say.</summary>
    public bool HasHead { get; internal set; }

    internal bool MustClose { get; private set; }

    internal bool SendsHeadFirst { get; private set; }

    /// <summary>How the connection sends an interim 102; any thread.</summary>
    internal Action? Processing { get; init; }

    /// <summary>How the connection sends any other interim answer; any thread.</summary>
    internal Action<ReadOnlyMemory<byte>>? Interim { get; init; }

    /// <summary>Begins the answer and writes its Date. A second call begins anew.</summary>
    /// <returns>
    /// Takes the fields of the answer, but for Content-Length, Connection and Transfer-Encoding, which the connection writes.
    /// </returns>
    public HeadWriter Start(int status)
    {
        DropBody();
        Status = status;
        return _writer.Start(status).Date("Date"u8, _time.GetUtcNow());
    }

    /// <summary>As <see cref="Start"/>, for an answer that carries the Date of where it came from (RFC 9110 6.6.1).</summary>
    public HeadWriter StartWithoutDate(int status)
    {
        DropBody();
        Status = status;
        return _writer.Start(status);
    }

    /// <summary>As <see cref="StartWithoutDate"/>, with a head that has been written before, without the connection's fields.</summary>
    public HeadWriter StartWith(int status, ReadOnlySpan<byte> head)
    {
        DropBody();
        Status = status;
        return _writer.StartWith(head);
    }

    /// <summary>Answers with bytes, which must not change until they are sent.</summary>
    public void SetBody(ReadOnlyMemory<byte> bytes)
    {
        DropBody();
        Bytes = bytes;
        BodyLength = bytes.Length;
    }

    /// <summary>
    /// Room for bytes of this answer, for <see cref="SetBody"/>; it may be asked for before <see cref="Start"/> and is valid
    /// until the answer is sent.
    /// </summary>
    public Memory<byte> Room(int length)
    {
        if (_room.Length < length)
        {
            ReturnRoom();
            _room = ArrayPool<byte>.Shared.Rent(length);
        }

        return _room.AsMemory(0, length);
    }

    /// <summary>Answers with a part of a file and takes over one hold of <paramref name="file"/>, also when nothing of it is sent.</summary>
    /// <param name="version">Ends the answer with a reset when the file is changed meanwhile; null to send what is there.</param>
    public void SetFile(SharedFile file, long offset, long length, BodyVersion? version = null)
    {
        DropBody();
        File = file;
        FileOffset = offset;
        FileVersion = version;
        BodyLength = length;
    }

    /// <summary>As <see cref="SetFile"/>, with several stretches of the file and what goes between them.</summary>
    public void SetParts(SharedFile file, ReadOnlyMemory<BodyPart> parts, BodyVersion? version = null)
    {
        DropBody();
        File = file;
        FileVersion = version;
        Parts = parts;
        long length = 0;
        foreach (var part in parts.Span)
            length += part.Head.Length + part.Length;
        BodyLength = length;
    }

    /// <summary>Answers with a body that is still coming and takes it over, also when nothing of it is sent.</summary>
    public void SetStream(StreamedBody body)
    {
        DropBody();
        Stream = body;
        BodyLength = body.Length;
    }

    /// <summary>Lets the connection become a tunnel after this 2xx to CONNECT; takes it over, also when nothing comes of it.</summary>
    public void SetTunnel(ITunnel tunnel)
    {
        DropBody();
        Tunnel = tunnel;
    }

    /// <summary>Says how long the body is that this answer to HEAD does not carry; null when that is not known.</summary>
    public void SetLength(long? length)
    {
        DropBody();
        BodyLength = length;
    }

    /// <summary>Answers with one line of text.</summary>
    public void Respond(int status, string text)
    {
        Start(status).Field("Content-Type"u8, "text/plain; charset=utf-8"u8);
        SetBody(Encoding.UTF8.GetBytes(text + "\n"));
    }

    /// <summary>
    /// Tells the client by an interim 102 (RFC 2518 10.1) that its request is known and held back. For a handler that has
    /// not completed; any thread, does not wait. HTTP/1.0 knows no interim answers (RFC 9110 15.2) and gets none.
    /// </summary>
    /// <remarks>
    /// From now on a client that has finished sending is taken to be gone: a connection that is held has nothing else to
    /// tell by.
    /// </remarks>
    public void SendProcessing() => Processing?.Invoke();

    /// <summary>
    /// Sends an interim answer of somebody else's (RFC 9110 15.2), as <see cref="SendProcessing"/> does, but it says nothing
    /// of the client's patience. What has not been sent when the handler completes is not sent.
    /// </summary>
    /// <param name="head">A whole head with a status of 1xx; it must not change any more.</param>
    public void SendInterim(ReadOnlyMemory<byte> head) => Interim?.Invoke(head);

    /// <summary>
    /// The head goes in a turn of its own, and the body follows in later ones: of answers that are let go together, none
    /// begins only after a large part of another. A body that is small enough to go with its head does so all the same.
    /// </summary>
    public void SendHeadFirst() => SendsHeadFirst = true;

    /// <summary>The connection ends with this answer.</summary>
    public void Close() => MustClose = true;

    /// <summary>Whoever waits for <see cref="Aborted"/> runs on the thread pool, never on the loop.</summary>
    internal void Abort()
    {
        _isAborted = true;
        _ = Volatile.Read(ref _aborted)?.CancelAsync();
    }

    /// <summary>Lets go of the body and makes ready for the next request.</summary>
    internal void Reset()
    {
        DropBody();
        ReturnRoom();
        Status = 0;
        MustClose = SendsHeadFirst = false;
        HasHead = false;
        RequestBody = default;
        Note = null;
        _aborted = null;
    }

    private void ReturnRoom()
    {
        if (_room.Length > 0)
            ArrayPool<byte>.Shared.Return(_room);
        _room = [];
    }

    private void DropBody()
    {
        File?.Release();
        File = null;
        Stream?.Dispose();
        Stream = null;
        Tunnel?.Dispose();
        Tunnel = null;
        Bytes = default;
        BodyLength = 0;
        FileOffset = 0;
        FileVersion = null;
        Parts = default;
    }
}
