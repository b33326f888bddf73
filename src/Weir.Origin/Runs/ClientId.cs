using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Weir.Http.Messages;

namespace Weir.Origin.Runs;

/// <summary>Who a client of a run is: what it calls itself, else its connection.</summary>
/// <param name="Name">As its row shows it.</param>
/// <param name="Run">The run that it says it belongs to: two clients of one name in different runs are two.</param>
internal readonly record struct ClientId(string Name, string? Run)
{
    /// <summary>Longer names fit no table and fill the memory of a server that waits.</summary>
    private const int MaxName = 128;

    /// <returns>False when the client's name is too long.</returns>
    public static bool TryOf(Head head, IPEndPoint connection, out ClientId id)
    {
        id = new ClientId(connection.ToString(), null);
        if (!head.TryGet("Weir-Client"u8, out var name) || name.IsEmpty)
            return true;
        if (!head.TryGet("Weir-Run"u8, out var run))
            run = default;
        if (name.Length > MaxName || run.Length > MaxName)
            return false;
        id = new ClientId(Text(name), run.IsEmpty ? null : Text(run));
        return true;
    }

    /// <summary>
    /// Fields are bytes: what is not UTF-8 is taken for Latin-1. Names of strangers come on screens: what steers one, as the
    /// C1 controls that a field may hold, or turns the direction of writing, is replaced.
    /// </summary>
    private static string Text(ReadOnlySpan<byte> value)
    {
        var text = Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : Encoding.Latin1.GetString(value);
        return text.Any(IsUnprintable) ? string.Concat(text.Select(c => IsUnprintable(c) ? '\uFFFD' : c)) : text;
    }

    private static bool IsUnprintable(char letter) =>
        char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
