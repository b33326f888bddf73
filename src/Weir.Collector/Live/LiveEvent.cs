namespace Weir.Collector.Live;

/// <summary>What watchers are told.</summary>
/// <param name="Name">Of the server-sent event: <c>progress</c>, <c>source</c>, <c>measurement</c>, <c>stored</c>, <c>missed</c>.</param>
/// <param name="Data">One line of JSON.</param>
/// <param name="Id">Of what is stored: whoever lost the stream goes on behind it. Null for what passes.</param>
internal readonly record struct LiveEvent(string Name, string Data, string? Id = null);
