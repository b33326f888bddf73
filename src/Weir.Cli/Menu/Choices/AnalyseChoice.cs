using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir analyse</c>, of a simulated network where there are no records yet.</summary>
internal static class AnalyseChoice
{
    private static readonly Question Records = new("records", "The records, as NDJSON or CSV?")
    {
        Nothing = "none yet, simulate an evening peak",
        Problem = Checks.ExistingFile,
    };

    private static readonly Question Page = new(
        "analysis page",
        "Into which file? .html has graphs, .csv is for tables"
    )
    {
        Nothing = "none, show it here",
        Problem = Checks.NewFile,
    };

    private static readonly Question Replace = Question.Replace(Page);

    private const string Simulated = "simulated.ndjson";

    public static MenuChoice Choice { get; } =
        new(
            "Analyse records",
            "when and where it is slow, with evidence",
            [Records, Page, Replace],
            answers =>
                answers.Has(Records)
                    ? [Analyse(answers, answers[Records])]
                    : [new MenuStep("simulate", "-o", Simulated, "--overwrite"), Analyse(answers, Simulated)]
        );

    private static MenuStep Analyse(Answers answers, string records) =>
        new([
            "analyse",
            Path(records),
            .. Option("-o", answers.Has(Page) ? Path(answers[Page]) : ""),
            .. Flag("--overwrite", answers.IsYes(Replace)),
        ]);
}
