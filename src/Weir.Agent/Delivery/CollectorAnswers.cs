using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Agent.Delivery;

/// <summary>
/// What a collector's answer means for the records that were sent. Only an answer that accounts for every one of them
/// acknowledges them: a proxy's page with status 200 does not. Pure.
/// </summary>
internal static class CollectorAnswers
{
    /// <param name="collector">As the reader knows it.</param>
    /// <param name="sent">How many records were in the request.</param>
    public static DeliveryAnswer Read(
        string collector,
        HttpStatusCode status,
        ReadOnlySpan<byte> body,
        int sent,
        TimeSpan? retryAfter
    ) =>
        status switch
        {
            HttpStatusCode.OK when Parse(body, sent) is { } receipt => receipt,
            HttpStatusCode.OK => new DeliveryFailed(
                DeliveryFaultKind.Unexpected,
                $"{collector} answered with something that is no receipt of {sent} records; is it a collector?"
            ),
            HttpStatusCode.Unauthorized => new DeliveryFailed(
                DeliveryFaultKind.Unauthorized,
                $"{collector} does not accept the token (401); put a valid one into the file of --token"
            ),
            HttpStatusCode.Forbidden => new DeliveryFailed(
                DeliveryFaultKind.Unauthorized,
                $"{collector} does not let this token write (403); put one with the scope write into the file of --token"
            ),
            HttpStatusCode.RequestEntityTooLarge => new DeliveryFailed(
                DeliveryFaultKind.TooLarge,
                $"{collector} takes no request as large as {sent} {(sent == 1 ? "record" : "records")} (413)"
            ),
            HttpStatusCode.TooManyRequests => new DeliveryFailed(
                DeliveryFaultKind.Limited,
                $"{collector} takes no more from this token for now (429); the rest follows as it allows",
                retryAfter
            ),
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => new DeliveryFailed(
                DeliveryFaultKind.Unexpected,
                $"{collector} sends its clients elsewhere ({(int)status}); give the final URL to --collector"
            ),
            _ => new DeliveryFailed(
                DeliveryFaultKind.Unexpected,
                $"{collector} answered {(int)status}; its log has the reason",
                retryAfter
            ),
        };

    private static DeliveryAcknowledged? Parse(ReadOnlySpan<byte> body, int sent)
    {
        Receipt? receipt;
        try
        {
            receipt = JsonSerializer.Deserialize(body, DeliveryJson.Default.Receipt);
        }
        catch (JsonException)
        {
            return null;
        }

        if (receipt is not { Accepted: >= 0, Duplicates: >= 0 })
            return null;
        var rejected = receipt.Rejected ?? [];
        return
            (long)receipt.Accepted + receipt.Duplicates + rejected.Count == sent
            && rejected.All(r => r.Line >= 1 && r.Line <= sent)
            && rejected.DistinctBy(r => r.Line).Count() == rejected.Count
            ? new DeliveryAcknowledged(
                receipt.Accepted,
                receipt.Duplicates,
                [.. rejected.Select(r => new Rejection(r.Line, r.Reason ?? "the collector gave no reason"))]
            )
            : null;
    }
}

internal sealed record Receipt
{
    public required int Accepted { get; init; }

    public required int Duplicates { get; init; }

    public IReadOnlyList<RejectedLine>? Rejected { get; init; }
}

internal sealed record RejectedLine
{
    public required int Line { get; init; }

    public string? Reason { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
