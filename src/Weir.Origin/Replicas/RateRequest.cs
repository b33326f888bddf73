using System.Text;
using System.Text.Json;
using Weir.Measurements.Units;

namespace Weir.Origin.Replicas;

/// <summary>The body of a request that changes a rate: <c>10MB/s</c>, <c>none</c>, or <c>{"rate":"10MB/s"|null}</c>. Pure.</summary>
public static class RateRequest
{
    /// <param name="problem">A sentence when it returns false.</param>
    public static bool TryParse(ReadOnlyMemory<byte> body, out BitRate? rate, out string problem)
    {
        rate = null;
        problem = "";
        string? text;
        try
        {
            text = Encoding.UTF8.GetString(body.Span).Trim();
            if (text.StartsWith('{'))
            {
                using var json = JsonDocument.Parse(body);
                text = json.RootElement.GetProperty("rate").GetString() ?? "none";
            }
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            problem = "The body is not {\"rate\":\"10MB/s\"} with a text or null.";
            return false;
        }

        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!BitRate.TryParse(text, out var parsed, out var why))
        {
            problem = $"The rate is not understood: {why}";
            return false;
        }

        if (parsed <= BitRate.Zero)
        {
            problem = "A rate is more than 0; to hold a replica, pause it.";
            return false;
        }

        rate = parsed;
        return true;
    }
}
