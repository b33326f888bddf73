using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir report</c></summary>
internal static class ReportChoice
{
    private static readonly Question From = new(
        "report from",
        "Of which store or collector, as sqlite:FILE or its URL?"
    )
    {
        Default = _ => "sqlite:weir.db",
        Problem = Checks.StoreOrCollector,
        IsKept = true,
    };

    private static readonly Question Token = new("reader token", "The file of a token that may read?")
    {
        Nothing = "none",
        Problem = Checks.ExistingFile,
        IsAsked = answers => Checks.IsUrl(answers[From]),
    };

    private static readonly Question Pin = new("pin", "The collector's fingerprint, as it prints it?")
    {
        Nothing = "none: a public authority vouches for it",
        Problem = Checks.Pin,
        IsAsked = answers => Checks.IsHttps(answers[From]),
    };

    private static readonly Question File = new("report file", "Into which file? .html has graphs, .csv is for tables")
    {
        Nothing = "none, show it here",
        Problem = Checks.NewFile,
    };

    private static readonly Question Replace = Question.Replace(File);

    public static MenuChoice Choice { get; } =
        new(
            "Report",
            "speeds, times, busiest, slowest hour",
            [From, Token, Pin, File, Replace],
            answers =>
                [
                    new MenuStep([
                        "report",
                        Checks.IsUrl(answers[From]) ? "--collector" : "--store",
                        answers[From],
                        .. Option("--token", answers.Has(Token) ? Path(answers[Token]) : ""),
                        .. Option("--pin", answers[Pin]),
                        .. Option("-o", answers.Has(File) ? Path(answers[File]) : ""),
                        .. Flag("--overwrite", answers.IsYes(Replace)),
                    ]),
                ]
        );
}
