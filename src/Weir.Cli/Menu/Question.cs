namespace Weir.Cli.Menu;

/// <summary>One thing that a choice needs to know.</summary>
/// <param name="Name">Tells it from the others.</param>
/// <param name="Text">What is asked, short enough for one line.</param>
internal sealed record Question(string Name, string Text)
{
    /// <summary>What Enter alone means.</summary>
    public Func<Answers, string> Default { get; init; } = _ => "";

    /// <summary>What an empty answer means in a word, where it may be empty; null where it may not.</summary>
    public string? Nothing { get; init; }

    /// <summary>What is wrong with an answer that is not empty, as a sentence without a final stop; null when nothing is.</summary>
    public Func<string, string?> Problem { get; init; } = _ => null;

    /// <summary>The last answer stands in for the default when it is asked again.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether it is asked at all, after what was answered before.</summary>
    public Func<Answers, bool> IsAsked { get; init; } = _ => true;

    /// <summary>Whether the file that was the answer to another question may be replaced; asked when it is there.</summary>
    public static Question Replace(Question file) =>
        new("replace", "The file exists. Replace it, y or n?")
        {
            Default = _ => "n",
            Problem = Checks.YesOrNo,
            IsAsked = answers => answers.Exists(answers[file]),
        };

    /// <summary>What is wrong with any answer.</summary>
    public string? ProblemOf(string answer) =>
        answer.Length > 0 ? Problem(answer)
        : Nothing is null ? "an answer is needed here; Esc goes back to the menu"
        : null;
}
