using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir agent</c>, with a <c>weir collect</c> beside it where there is none yet.</summary>
internal static class MeasureChoice
{
    private static readonly Question Targets = new(
        "targets",
        "What to measure, with spaces between: URLs of files, HOST:PORT, echo:HOST:PORT?"
    )
    {
        Problem = Checks.Targets,
        IsKept = true,
    };

    private static readonly Question Every = new("every", "How often each?")
    {
        Default = _ => "30s",
        Problem = Checks.Every,
    };

    private static readonly Question Collector = new("collector", "The URL of the collector, as https://HOST:7070?")
    {
        Nothing = "start one here",
        Problem = Checks.Collector,
    };

    private static readonly Question Port = new("collect port", "On which port is the collector to listen?")
    {
        Default = _ => "7070",
        Problem = Checks.Port,
        IsAsked = answers => !answers.Has(Collector),
    };

    private static readonly Question Store = new("store file", "In which file is it to keep the measurements?")
    {
        Default = _ => "weir.db",
        Problem = Checks.NewFile,
        IsAsked = answers => !answers.Has(Collector),
    };

    private static readonly Question Agent = new("agent", "The name of this agent?")
    {
        Default = _ => Environment.MachineName,
    };

    private static readonly Question NewToken = new("own token", "The file of its token, made when it is missing?")
    {
        Default = answers => answers[Agent].Replace('/', '_') + ".token",
        Problem = Checks.NewFile,
        IsAsked = answers => !answers.Has(Collector),
    };

    private static readonly Question Token = new("token", "The file of its token (weir collect token add)?")
    {
        Default = answers => answers[Agent].Replace('/', '_') + ".token",
        Problem = Checks.ExistingFile,
        IsAsked = answers => answers.Has(Collector),
    };

    private static readonly Question Pin = new("pin", "The collector's fingerprint, as it prints it?")
    {
        Nothing = "none: a public authority vouches for it",
        Problem = Checks.Pin,
        IsAsked = answers => Checks.IsHttps(answers[Collector]),
    };

    public static MenuChoice Choice { get; } =
        new(
            "Start measuring",
            "on a schedule, towards a collector",
            [Targets, Every, Collector, Port, Store, Agent, NewToken, Token, Pin],
            answers => answers.Has(Collector) ? [Measure(answers, answers[Collector], Token)] : WithCollector(answers)
        );

    private static IReadOnlyList<MenuStep> WithCollector(Answers answers)
    {
        var store = "sqlite:" + answers[Store];
        var collect = new MenuStep("collect", "--listen", answers[Port], "--store", store, "--quiet")
        {
            IsBackground = true,
        };
        var token = new MenuStep("collect", "token", "add", answers[Agent], "--store", store)
        {
            OutputFile = answers[NewToken],
        };
        var measure = Measure(answers, $"http://127.0.0.1:{answers[Port]}/", NewToken);
        return answers.Exists(answers[NewToken]) ? [collect, measure] : [token, collect, measure];
    }

    private static MenuStep Measure(Answers answers, string collector, Question token) =>
        new([
            "agent",
            .. Checks.Words(answers[Targets]),
            "--every",
            answers[Every],
            "--agent",
            answers[Agent],
            "--collector",
            collector,
            "--token",
            Path(answers[token]),
            .. Option("--pin", answers[Pin]),
        ]);
}
