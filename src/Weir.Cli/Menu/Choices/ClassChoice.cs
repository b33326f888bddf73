using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir serve --wait-clients</c></summary>
internal static class ClassChoice
{
    private static readonly Question Root = new("class root", "Which folder, or which one file?")
    {
        Default = _ => ".",
        Problem = Checks.ExistingPath,
    };

    private static readonly Question Listen = new("class listen", "Where do they come, as PORT or 0.0.0.0:PORT?")
    {
        Default = _ => "8000",
        Problem = Checks.Listen,
    };

    private static readonly Question Clients = new("class clients", "How many clients are to start together?")
    {
        Default = _ => "25",
        Problem = Checks.Count(10_000),
    };

    private static readonly Question Out = new("class out", "A folder for the tables and the page?")
    {
        Default = _ => "results",
        Problem = Checks.Folder,
    };

    public static MenuChoice Choice { get; } =
        new(
            "A class that starts together",
            "waits for all of them; table and page",
            [Root, Listen, Clients, Out],
            answers =>
                [
                    new MenuStep([
                        "serve",
                        Path(answers[Root]),
                        .. Option("--listen", answers[Listen]),
                        .. Option("--wait-clients", answers[Clients]),
                        .. Option("--out", Path(answers[Out])),
                    ]),
                ]
        );
}
