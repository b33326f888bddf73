using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Weir.Analysis.Observations;

/// <summary>
/// The values of a record's JSON that a collector reads, found in one pass without a document. Of two members with one
/// name the last counts.
/// </summary>
public readonly ref struct RecordFields
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly Places _places;

    private RecordFields(ReadOnlySpan<byte> record, Places places)
    {
        _record = record;
        _places = places;
    }

    /// <summary>The value as it is written; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> this[RecordField field] => _record[_places[(int)field]];

    /// <param name="record">All of it is read.</param>
    /// <param name="deepest">How many objects and arrays may stand in each other.</param>
    /// <param name="fields">Of a JSON object; false for any other value.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> record, int deepest, out RecordFields fields)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = deepest });
        var places = default(Places);
        reader.Read();
        var isObject = reader.TokenType is JsonTokenType.StartObject;
        while (reader.Read())
        {
            if (!isObject || reader.TokenType is not JsonTokenType.PropertyName)
                continue;
            var field = Find(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (field >= 0)
                places[field] = reader.TokenType is JsonTokenType.Null ? default : start..(int)reader.BytesConsumed;
        }

        fields = new RecordFields(record, places);
        return isObject;
    }

    /// <summary>Its name in JSON.</summary>
    public static string NameOf(RecordField field) => Encoding.UTF8.GetString(Names[(int)field]);

    /// <summary>The text that a value is, or null when it is none.</summary>
    /// <exception cref="InvalidOperationException">It is JSON but not Unicode, as "\ud800".</exception>
    public string? Text(RecordField field) =>
        TryOpen(field, JsonTokenType.String, out var reader) ? reader.GetString() : null;

    /// <summary>False when the value is no number.</summary>
    public bool TryNumber(RecordField field, out double number)
    {
        number = 0;
        return TryOpen(field, JsonTokenType.Number, out var reader) && reader.TryGetDouble(out number);
    }

    /// <summary>False when the value is no whole number, or one beyond 64 bits.</summary>
    public bool TryCount(RecordField field, out long count)
    {
        count = 0;
        return TryOpen(field, JsonTokenType.Number, out var reader) && reader.TryGetInt64(out count);
    }

    private bool TryOpen(RecordField field, JsonTokenType type, out Utf8JsonReader reader)
    {
        var value = this[field];
        reader = new Utf8JsonReader(value);
        return !value.IsEmpty && reader.Read() && reader.TokenType == type;
    }

    private static int Find(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (reader.ValueTextEquals(Names[i]))
                return i;
        }

        return -1;
    }

    /// <summary>At the number of its <see cref="RecordField"/>.</summary>
    private static readonly byte[][] Names =
    [
        .. (
            "type id started_at agent target outcome bytes resumed_bytes duration_s response_s throughput_bps "
            + "sent lost jitter_s rtt_s retransmits sources tz"
        )
            .Split(' ')
            .Select(Encoding.UTF8.GetBytes),
    ];

    [InlineArray((int)RecordField.Zone + 1)]
    private struct Places
    {
        private Range _place;
    }
}
