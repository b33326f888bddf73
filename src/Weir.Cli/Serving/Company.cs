namespace Weir.Cli.Serving;

/// <summary>What runs beside the replicas of a server, as its screen shows it, and the commands that it adds.</summary>
/// <param name="Title">Of the screen.</param>
/// <param name="Keys">Its commands, told like those of the server.</param>
/// <param name="Lines">How it does now, in a line for each part.</param>
/// <param name="Commands">By key; each gives what is to be told, in lines. They throw nothing.</param>
internal sealed record Company(
    string Title,
    string Keys,
    Func<IReadOnlyList<string>> Lines,
    IReadOnlyDictionary<char, Func<Task<IReadOnlyList<string>>>> Commands
)
{
    /// <summary>The keys as the end of a list, <c>, p</c>.</summary>
    public string Names => string.Concat(Commands.Keys.Select(key => $", {key}"));

    /// <summary>Null when the key is none of its own; case does not matter.</summary>
    public Func<Task<IReadOnlyList<string>>>? Find(char key) => Commands.GetValueOrDefault(char.ToLowerInvariant(key));
}
