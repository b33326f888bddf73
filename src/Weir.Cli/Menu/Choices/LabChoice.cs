using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir lab</c></summary>
internal static class LabChoice
{
    private static readonly Question Size = new("lab size", "How large is the test file to be?")
    {
        Default = _ => "256MiB",
        Problem = Checks.LabSize,
    };

    private static readonly Question GoOn = new("lab serve", "Serve on after the download, to try more, y or n?")
    {
        Default = _ => "y",
        Problem = Checks.YesOrNo,
    };

    public static MenuChoice Choice { get; } =
        new(
            "The lab",
            "all of it here, with failing servers",
            [Size, GoOn],
            answers =>
                [
                    new MenuStep([
                        "lab",
                        .. Option("--size", answers[Size] is "256MiB" ? "" : answers[Size]),
                        .. Flag("--once", !answers.IsYes(GoOn)),
                    ]),
                ]
        );
}
