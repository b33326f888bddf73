using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir repair</c></summary>
internal static class RepairChoice
{
    private static readonly Question File = new("damaged file", "Which file?") { Problem = Checks.ExistingFile };

    private static readonly Question Sources = new(
        "repair sources",
        "Its Metalink, or URLs of it, with spaces between?"
    )
    {
        Default = answers => answers[File] + ".meta4",
        Problem = Checks.UrlsOrFile,
    };

    public static MenuChoice Choice { get; } =
        new(
            "Repair a file",
            "fetches only the damaged pieces",
            [File, Sources],
            answers => [new MenuStep(["repair", Path(answers[File]), .. Checks.UrlsOrFileWords(answers[Sources])])]
        );
}
