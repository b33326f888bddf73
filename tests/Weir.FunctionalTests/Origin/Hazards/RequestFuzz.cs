using System.Text;

namespace Weir.FunctionalTests.Origin.Hazards;

/// <summary>Requests that are broken in a way that a seed decides: good ones mutated, words of the grammar thrown together, noise.</summary>
internal sealed class RequestFuzz(int seed)
{
    private static readonly string[] Good =
    [
        "GET /small HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1,3-\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
        "HEAD /sub/ HTTP/1.1\r\nHost: a:80\r\nAccept: application/json;q=0.5\r\n\r\n",
        "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
        "GET http://a/small.meta4 HTTP/1.1\r\nHost: a\r\nWant-Content-Digest: sha-256=1\r\nContent-Length: 3\r\n\r\nabc",
        "GET /small HTTP/1.0\r\nConnection: keep-alive\r\nWant-Repr-Digest: sha-256=10, md5=0\r\n\r\n",
    ];

    private static readonly string[] Words =
    [
        "\r\n",
        "\r",
        "\n",
        "\0",
        " ",
        "\t",
        ":",
        ",",
        ";",
        "\"",
        "=",
        "-",
        "%",
        "..",
        "/",
        "*",
        "GET ",
        " HTTP/1.1",
        "HTTP/2",
        "Host: a\r\n",
        "Content-Length: 3\r\n",
        "Content-Length: +3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Range: bytes=",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n",
        "9223372036854775808",
        "ffffffffffffffff",
        "\u00ff\u00fe",
        "\r\n\r\n",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next() =>
        _random.Next(8) switch
        {
            0 => Noise(),
            1 => Salad(),
            _ => Mutated(),
        };

    private byte[] Mutated()
    {
        var bytes = Encoding.Latin1.GetBytes(Good[_random.Next(Good.Length)]).ToList();
        for (var n = _random.Next(1, 5); n > 0; n--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Words[_random.Next(Words.Length)]));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(_random.Next(1, 9), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(1, 40), bytes.Count - at)));
                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)'\n');
        }

        return [.. bytes];
    }

    private byte[] Salad() =>
        Encoding.Latin1.GetBytes(
            string.Concat(Enumerable.Range(0, _random.Next(1, 40)).Select(_ => Words[_random.Next(Words.Length)]))
        );

    private byte[] Noise()
    {
        var bytes = new byte[_random.Next(1, 600)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
