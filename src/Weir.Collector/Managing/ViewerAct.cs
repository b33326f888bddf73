namespace Weir.Collector.Managing;

/// <summary>Something that who may manage may start from the page, beside the buttons of servers.</summary>
/// <param name="Name">As URLs have it.</param>
/// <param name="Title">As the button says it.</param>
/// <param name="Start">Begins it; gives null, or a sentence why it does not begin. Called from any thread.</param>
public sealed record ViewerAct(string Name, string Title, Func<string?> Start);
