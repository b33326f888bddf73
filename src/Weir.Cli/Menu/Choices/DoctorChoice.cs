using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir doctor</c></summary>
internal static class DoctorChoice
{
    private static readonly Question Store = new("doctor store", "A store to look through too, as its file?")
    {
        Nothing = "none",
        Problem = Checks.ExistingFile,
    };

    public static MenuChoice Choice { get; } =
        new(
            "Doctor",
            "what this machine lacks, and what helps",
            [Store],
            answers =>
                [new MenuStep(["doctor", .. Option("--store", answers.Has(Store) ? "sqlite:" + answers[Store] : "")])]
        );
}
