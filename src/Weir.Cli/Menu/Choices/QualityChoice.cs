using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir probe</c></summary>
internal static class QualityChoice
{
    private static readonly Question Target = new(
        "reflector",
        "Which reflector, as HOST:PORT (STAMP) or echo:HOST:PORT?"
    )
    {
        Default = _ => "127.0.0.1:8620",
        Problem = Checks.Reflector,
        IsKept = true,
    };

    private static readonly Question Count = new("packets", "How many packets, 10 ms apart?")
    {
        Default = _ => "100",
        Problem = Checks.Count(1_000_000),
    };

    private static readonly Question Csv = new("probe csv", "A CSV file to add the result to?")
    {
        Nothing = "none",
        Problem = Checks.NewFile,
    };

    public static MenuChoice Choice { get; } =
        new(
            "UDP quality test",
            "round trips, jitter, loss, throughput",
            [Target, Count, Csv],
            answers =>
                [
                    new MenuStep([
                        "probe",
                        answers[Target],
                        .. Option("--count", answers[Count] is "100" ? "" : answers[Count]),
                        .. Option("--csv", answers.Has(Csv) ? Path(answers[Csv]) : ""),
                    ]),
                ]
        );
}
