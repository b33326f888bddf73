using System.Text.Json.Serialization;

namespace Weir.Collector.Sessions;

/// <summary>What who asks may do.</summary>
/// <param name="SignedIn">With a session; with <c>--open-read</c> one may read without.</param>
internal sealed record SessionAnswer(bool SignedIn, bool MayRead, bool MayManage);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SessionAnswer))]
internal sealed partial class SessionJson : JsonSerializerContext;
