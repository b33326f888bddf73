using System.Text.Json;
using Weir.Measurements.Units;
using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay;

/// <summary>
/// The body of a request that changes what a relay does: <c>{"seed":7,"delay_s":0.02,"up":{"loss_ratio":0.01},"down":{}}</c>.
/// What stands outside <c>up</c> and <c>down</c> is for both; what is not said is none. What <see cref="RelayReport"/>
/// writes can be sent back. Pure.
/// </summary>
public static class ImpairmentRequest
{
    /// <summary>What a relay says of itself and cannot be told.</summary>
    private static readonly string[] Told =
    [
        "relay",
        "protocol",
        "address",
        "target",
        "sessions",
        "refused",
        "counters",
    ];

    /// <summary>Of two members with one name nobody knows which is meant.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <param name="seed">Stays, when the body has none.</param>
    /// <param name="problem">A sentence when it returns false.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        RelayProtocol protocol,
        int seed,
        out RelayImpairment impairment,
        out string problem
    )
    {
        impairment = RelayImpairment.None;
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("the body is no object");
            impairment = Read(json.RootElement, seed);
            problem = impairment.Problem(protocol) is { } clause ? $"That cannot be done: {clause}." : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A name that escapes half a character is JSON and no text.
            problem =
                "The body is not JSON, or says something twice; "
                + "write {\"up\":{\"loss_ratio\":0.01},\"down\":{\"delay_s\":0.02}}.";
        }
        catch (FormatException exception)
        {
            problem = $"That is not understood: {exception.Message}.";
        }

        return problem.Length == 0;
    }

    private static RelayImpairment Read(JsonElement root, int seed)
    {
        var (up, down) = (ImpairmentOptions.None, ImpairmentOptions.None);
        CheckQueue(root);
        foreach (var member in root.EnumerateObject().Where(member => !IsDirection(member)))
        {
            if (Told.Contains(member.Name))
                continue;
            if (member.NameEquals("seed"))
                seed =
                    member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var given)
                        ? given
                        : throw new FormatException("seed is a whole number of 32 bits");
            else
                (up, down) = (With(up, member), With(down, member));
        }

        foreach (var direction in root.EnumerateObject().Where(IsDirection))
        {
            if (direction.Value.ValueKind != JsonValueKind.Object)
                throw new FormatException($"{direction.Name} is no object");
            CheckQueue(direction.Value);
            foreach (var member in direction.Value.EnumerateObject())
                (up, down) = direction.NameEquals("up") ? (With(up, member), down) : (up, With(down, member));
        }

        return new RelayImpairment(up, down, seed);
    }

    /// <summary>One of the two is null in what <see cref="RelayReport"/> writes.</summary>
    private static void CheckQueue(JsonElement options)
    {
        if (IsGiven(options, "queue_s") && IsGiven(options, "queue_bytes"))
            throw new FormatException("queue_s and queue_bytes are two measures of one queue; give one of them");
    }

    private static bool IsGiven(JsonElement options, string name) =>
        options.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool IsDirection(JsonProperty member) => member.NameEquals("up") || member.NameEquals("down");

    private static ImpairmentOptions With(ImpairmentOptions options, JsonProperty member) =>
        member.Name switch
        {
            "delay_s" => options with { Delay = Seconds(member) ?? TimeSpan.Zero },
            "delay_jitter_s" => options with { DelayJitter = Seconds(member) ?? TimeSpan.Zero },
            "jitter_distribution" => options with { JitterDistribution = Distribution(member) },
            "keep_order" => options with { KeepsOrder = Truth(member) },
            "loss_ratio" => options with { Loss = Number(member) ?? 0 },
            "loss_burst_packets" => options with { LossBurst = Number(member) },
            "loss_in_burst_ratio" => options with { LossInBurst = Number(member) ?? 1 },
            "loss_between_bursts_ratio" => options with { LossBetweenBursts = Number(member) ?? 0 },
            "duplicate_ratio" => options with { Duplicate = Number(member) ?? 0 },
            "reorder_ratio" => options with { Reorder = Number(member) ?? 0 },
            "corrupt_ratio" => options with { Corrupt = Number(member) ?? 0 },
            "bandwidth_bps" => options with { Bandwidth = Number(member) is { } rate ? new BitRate(rate) : null },
            "queue_s" => Seconds(member) is { } wait ? options with { Queue = QueueLimit.OfTime(wait) } : options,
            "queue_bytes" => Number(member) is { } bytes
                ? options with
                {
                    Queue = QueueLimit.OfBytes(Whole(member, bytes)),
                }
                : options,
            _ => throw new FormatException($"there is no {member.Name}; GET of the relay shows the names"),
        };

    private static long Whole(JsonProperty member, double number) =>
        number == Math.Floor(number)
            ? (long)Math.Clamp(number, 0, 1e15)
            : throw new FormatException($"{member.Name} is a whole number");

    private static double? Number(JsonProperty member) =>
        member.Value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number when member.Value.TryGetDouble(out var number) => number,
            _ => throw new FormatException($"{member.Name} is a number"),
        };

    private static TimeSpan? Seconds(JsonProperty member) =>
        Number(member) is { } seconds
            ? new TimeSpan((long)Math.Round(Math.Clamp(seconds, -1e6, 1e6) * TimeSpan.TicksPerSecond))
            : null;

    private static bool Truth(JsonProperty member) =>
        member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? member.Value.GetBoolean()
            : throw new FormatException($"{member.Name} is true or false");

    private static JitterDistribution Distribution(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String
            ? member.Value.GetString() switch
            {
                "normal" => JitterDistribution.Normal,
                "uniform" => JitterDistribution.Uniform,
                _ => throw new FormatException("jitter_distribution is normal or uniform"),
            }
            : throw new FormatException("jitter_distribution is normal or uniform");
}
