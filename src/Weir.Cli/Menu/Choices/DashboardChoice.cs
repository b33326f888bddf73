using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir collect</c>, which has the dashboard.</summary>
internal static class DashboardChoice
{
    private static readonly Question Store = new("page store", "In which file are the measurements, or shall they be?")
    {
        Default = _ => "weir.db",
        Problem = Checks.NewFile,
    };

    private static readonly Question Port = new("page port", "On which port shall the page be?")
    {
        Default = _ => "7070",
        Problem = Checks.Port,
    };

    private static readonly Question OpenRead = new(
        "open read",
        "May all on this machine look without a token, y or n?"
    )
    {
        Default = _ => "y",
        Problem = Checks.YesOrNo,
    };

    public static MenuChoice Choice { get; } =
        new(
            "Dashboard",
            "a page of all that was measured, live",
            [Store, Port, OpenRead],
            answers =>
                [
                    new MenuStep([
                        "collect",
                        .. Option("--listen", answers[Port]),
                        .. Option("--store", "sqlite:" + answers[Store]),
                        .. Flag("--open-read", answers.IsYes(OpenRead)),
                    ]),
                ]
        );
}
