using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir load</c> for a URL, <c>weir probe --clients</c> for a reflector.</summary>
internal static class ClientsChoice
{
    private static readonly Question Target = new(
        "clients target",
        "What for: the URL of a file, or a reflector as HOST:PORT or echo:HOST:PORT?"
    )
    {
        Problem = Checks.Target,
        IsKept = true,
    };

    private static readonly Question Clients = new("clients", "How many clients?")
    {
        Default = _ => "5",
        Problem = Checks.Count(200),
    };

    private static readonly Question Out = new("load out", "A folder for the tables and the page?")
    {
        Nothing = "none",
        Problem = Checks.Folder,
        IsAsked = answers => Checks.IsUrl(answers[Target]),
    };

    private static readonly Question Csv = new("clients csv", "A CSV file to add the results to?")
    {
        Nothing = "none",
        Problem = Checks.NewFile,
        IsAsked = answers => !Checks.IsUrl(answers[Target]),
    };

    public static MenuChoice Choice { get; } =
        new(
            "Several clients at once",
            "5 by default; times and global rate",
            [Target, Clients, Out, Csv],
            answers =>
                [
                    new MenuStep([
                        Checks.IsUrl(answers[Target]) ? "load" : "probe",
                        answers[Target],
                        "--clients",
                        answers[Clients],
                        .. Option("--out", answers.Has(Out) ? Path(answers[Out]) : ""),
                        .. Option("--csv", answers.Has(Csv) ? Path(answers[Csv]) : ""),
                    ]),
                ]
        );
}
