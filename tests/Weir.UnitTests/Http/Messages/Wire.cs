using System.Text;
using Weir.Http.Messages;

namespace Weir.UnitTests.Http.Messages;

/// <summary>Bytes from text, and the codec's answers in a form that tests can compare. Text is Latin-1: one char is one byte.</summary>
internal static class Wire
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static HeadParser Parse(MessageKind kind, string text, HeadLimits? limits = null)
    {
        var parser = new HeadParser(kind, limits ?? HeadLimits.Default);
        parser.Parse(Bytes(text));
        return parser;
    }

    /// <summary>A request for /f with Host and these field lines.</summary>
    public static Head Request(params string[] fields) => RequestOf("GET /f HTTP/1.1", ["Host: a", .. fields]);

    public static Head RequestOf(string requestLine, params string[] fields) =>
        Accepted(Parse(MessageKind.Request, Lines(requestLine, fields)));

    public static Head Response(string statusLine, params string[] fields) =>
        Accepted(Parse(MessageKind.Response, Lines(statusLine, fields)));

    /// <summary>What a request with Host and these lines is refused with; 0 when it is accepted.</summary>
    public static int RefusedWith(params string[] fields) =>
        RefusedWith(MessageKind.Request, Lines("GET /f HTTP/1.1", ["Host: a", .. fields]));

    public static int RefusedWith(MessageKind kind, string text)
    {
        var parser = new HeadParser(kind);
        return parser.Parse(Bytes(text)) switch
        {
            ParseStatus.Rejected => parser.Rejection.Status,
            ParseStatus.Complete => 0,
            _ => throw new InvalidOperationException("The head is not complete."),
        };
    }

    public static string Lines(string startLine, params string[] fields) =>
        startLine + "\r\n" + string.Concat(fields.Select(f => f + "\r\n")) + "\r\n";

    /// <summary>All that a parser has to say after these parts.</summary>
    public static string Describe(HeadParser parser, ReadOnlySpan<byte> message, IEnumerable<int> cuts)
    {
        parser.Reset();
        var status = ParseStatus.NeedMore;
        foreach (var cut in cuts.Append(message.Length))
        {
            status = parser.Parse(message[..cut]);
            if (status != ParseStatus.NeedMore)
                break;
        }

        return status == ParseStatus.Complete
            ? $"{parser.Consumed}|{Serialize(parser.Head)}"
            : $"{status}|{parser.Rejection}";
    }

    public static string Serialize(Head head)
    {
        var text = new StringBuilder();
        text.Append(
            head.Kind == MessageKind.Request
                ? $"{Text(head.Method)} {Text(head.Target)} HTTP/1.{head.MinorVersion}\r\n"
                : $"HTTP/1.{head.MinorVersion} {head.Status} {Text(head.ReasonPhrase)}\r\n"
        );
        for (var i = 0; i < head.Count; i++)
            text.Append(Text(head.Name(i))).Append(": ").Append(Text(head.Value(i))).Append("\r\n");
        return text.Append("\r\n").ToString();
    }

    private static Head Accepted(HeadParser parser)
    {
        Assert.Equal(default, parser.Rejection);
        Assert.True(parser.Consumed > 0);
        return parser.Head;
    }
}
