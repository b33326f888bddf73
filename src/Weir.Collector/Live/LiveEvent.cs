namespace Weir.Collector.Live;

/// <summary>What watchers are told.</summary>
/// <param name="Name">Of the server-sent event: <c>progress</c>, <c>source</c>, <c>measurement</c>, <c>stored</c>.</param>
/// <param name="Data">One line of JSON.</param>
internal readonly record struct LiveEvent(string Name, string Data);
