using Weir.Http.Fields;

namespace Weir.Http.Messages;

// RFC 9112 2.1, the only form that is accepted:
//
//   +-----------------------------------------------+
//   | start-line                            CR  LF  |   request-line = method SP target SP HTTP/1.x
//   +-----------------------------------------------+   status-line  = HTTP/1.x SP 3DIGIT [ SP reason ]
//   | name ":" OWS value OWS                CR  LF  |   0..Fields times
//   +-----------------------------------------------+
//   |                                       CR  LF  |
//   +-----------------------------------------------+
//
// A line ends with CR LF and nowhere else: a lone CR or LF, NUL and any other control refuse the message.

/// <summary>
/// Reads one head. It goes on where it stopped, and what it decides depends on the bytes alone, never on how they were cut.
/// </summary>
public sealed class HeadParser
{
    // RFC 9112 2.2: a server SHOULD ignore at least one empty line before a request-line. Old clients send one; no client sends many.
    private const int MaxEmptyLines = 4;

    private readonly HeadLimits _limits;
    private ParseStatus _status;
    private int _received;
    private int _lineStart;
    private int _scanned;
    private int _emptyLines;
    private bool _hasStartLine;

    /// <param name="isForOne">For one head alone, which takes no more memory than it needs.</param>
    public HeadParser(MessageKind kind, HeadLimits limits, bool isForOne = false)
    {
        _limits = limits;
        Head = new Head(kind, isForOne);
    }

    public HeadParser(MessageKind kind)
        : this(kind, HeadLimits.Default) { }

    /// <summary>The head, valid from Complete until <see cref="Reset"/>.</summary>
    public Head Head { get; }

    /// <summary>On Complete: the bytes of the head, with its empty line and any empty lines before it.</summary>
    public int Consumed { get; private set; }

    /// <summary>On Rejected: why.</summary>
    public Rejection Rejection { get; private set; }

    /// <summary>Whether any byte of a message has come: an end of the stream is then a truncation.</summary>
    public bool HasBegun => _received > 0;

    /// <summary>Takes all bytes of this message received so far, the first byte of the head at index 0.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than it was in the call before.</exception>
    public ParseStatus Parse(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < _received)
            throw new ArgumentException("Parse takes all bytes of the message so far.", nameof(buffer));
        _received = buffer.Length;
        while (_status == ParseStatus.NeedMore && TryFindLine(buffer, out var line))
            TakeLine(buffer, line);
        return _status;
    }

    /// <summary>Makes ready for the next message. The head's spans end here.</summary>
    public void Reset()
    {
        _status = ParseStatus.NeedMore;
        _received = _lineStart = _scanned = _emptyLines = Consumed = 0;
        _hasStartLine = false;
        Rejection = default;
        Head.Clear();
    }

    /// <summary>
    /// Finds the next CR LF. The search ends where the limit does, so that a line over its limit is refused
    /// at the same byte whether it came at once or byte by byte, and whatever comes after.
    /// </summary>
    private bool TryFindLine(ReadOnlySpan<byte> buffer, out Slice line)
    {
        line = default;
        var allowed = _hasStartLine
            ? _limits.Head
            : (int)Math.Min(_limits.Head, (long)_lineStart + _limits.StartLine + 2);
        var window = buffer[..Math.Min(buffer.Length, allowed)];
        var hit = CommonRules.IndexOfControl(window[_scanned..]);
        _scanned = hit < 0 ? window.Length : _scanned + hit;

        // A CR may be the last byte so far: look at it again when the next one is there.
        if (hit < 0 || (window[_scanned] == '\r' && _scanned + 1 == window.Length))
            return window.Length == allowed && RejectTooLarge(allowed);
        if (window[_scanned] != '\r')
            return Reject(400, window[_scanned] == '\n' ? "A line ends with a bare LF." : "A control character.");
        if (window[_scanned + 1] != '\n')
            return Reject(400, "A CR without LF.");

        line = new Slice(_lineStart, _scanned - _lineStart);
        _lineStart = _scanned += 2;
        return true;
    }

    private void TakeLine(ReadOnlySpan<byte> buffer, Slice line)
    {
        if (line.Length > 0 && _hasStartLine)
        {
            TakeField(line.Of(buffer), line.Start);
        }
        else if (line.Length > 0)
        {
            _hasStartLine = true;
            if (!StartLine.TryParse(line.Of(buffer), line.Start, Head, out var rejection))
                Reject(rejection.Status, rejection.Reason);
        }
        else if (_hasStartLine)
        {
            Finish(buffer);
        }
        else if (Head.Kind == MessageKind.Response || ++_emptyLines > MaxEmptyLines)
        {
            Reject(400, "An empty line before the start-line.");
        }
    }

    /// <summary>RFC 9112 5: field-line = field-name ":" OWS field-value OWS.</summary>
    private void TakeField(ReadOnlySpan<byte> line, int start)
    {
        var colon = line.IndexOf((byte)':');
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            // RFC 9112 5.2: a server MUST reject obs-fold or replace it; 2.2: or white space after the start-line.
            Reject(400, "A folded field line.");
        }
        else if (colon < 0)
        {
            Reject(400, "A field line without a colon.");
        }
        else if (!CommonRules.IsToken(line[..colon]))
        {
            // RFC 9112 5.1: a server MUST reject white space between name and colon.
            Reject(400, "A field name that is not a token.");
        }
        else if (Head.Count == _limits.Fields)
        {
            Reject(431, "Too many fields.");
        }
        else
        {
            var value = CommonRules.Trim(line[(colon + 1)..], out var leading);
            Head.Add(new Slice(start, colon), new Slice(start + colon + 1 + leading, value.Length));
        }
    }

    private void Finish(ReadOnlySpan<byte> buffer)
    {
        Consumed = _scanned;
        Head.Load(buffer[..Consumed]);
        _status = ParseStatus.Complete;
        if (Head.Kind == MessageKind.Request)
            CheckHost();
    }

    /// <summary>RFC 9112 3.2: a server MUST answer 400 to HTTP/1.1 without Host, to more than one, and to an invalid one.</summary>
    private void CheckHost()
    {
        var first = Head.IndexOf("Host"u8, 0);
        if (first < 0)
        {
            if (Head.MinorVersion == 1)
                Reject(400, "No Host field.");
        }
        else if (Head.IndexOf("Host"u8, first + 1) >= 0)
        {
            Reject(400, "More than one Host field.");
        }
        else if (!HostField.IsValid(Head.Value(first)))
        {
            Reject(400, "An invalid Host field.");
        }
    }

    private bool RejectTooLarge(int allowed) =>
        _hasStartLine || allowed == _limits.Head ? Reject(431, "The head is too large.")
        : Head.Kind == MessageKind.Request ? Reject(414, "The request-line is too long.")
        : Reject(400, "The status-line is too long.");

    private bool Reject(int status, string reason)
    {
        _status = ParseStatus.Rejected;
        Rejection = new Rejection(status, reason);
        Consumed = 0;
        return false;
    }
}
