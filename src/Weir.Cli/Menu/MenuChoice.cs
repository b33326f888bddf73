namespace Weir.Cli.Menu;

/// <summary>One line of the menu: what it asks, and what it runs.</summary>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Meaning">What comes of it.</param>
/// <param name="Questions">Asked in this order.</param>
/// <param name="Steps">The commands for the answers; pure.</param>
internal sealed record MenuChoice(
    string Title,
    string Meaning,
    IReadOnlyList<Question> Questions,
    Func<Answers, IReadOnlyList<MenuStep>> Steps
)
{
    /// <summary>It opens a page of choices instead of running anything.</summary>
    public IReadOnlyList<MenuChoice> Page { get; init; } = [];
}
