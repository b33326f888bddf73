using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir request</c>, with a <c>weir proxy</c> beside it where there is none yet.</summary>
internal static class RequestChoice
{
    private static readonly Question Upstream = new(
        "upstream",
        "Start a proxy here? Before which server, as http://HOST:PORT?"
    )
    {
        Nothing = "no, one runs already",
        Problem = Checks.Upstream,
    };

    private static readonly Question Port = new("proxy port", "On which port is the proxy to listen?")
    {
        Default = _ => "8080",
        Problem = Checks.Port,
        IsAsked = answers => answers.Has(Upstream),
    };

    private static readonly Question Target = new("proxy path", "Which path to ask for?")
    {
        Default = _ => "/",
        Problem = answer => Checks.Url("http://127.0.0.1/" + answer.TrimStart('/')),
        IsAsked = answers => answers.Has(Upstream),
    };

    private static readonly Question Url = new("proxy url", "The URL to ask for, at the proxy?")
    {
        Default = _ => "http://127.0.0.1:8080/",
        Problem = Checks.Url,
        IsAsked = answers => !answers.Has(Upstream),
        IsKept = true,
    };

    private static readonly Question Times = new("times", "How often?")
    {
        Default = _ => "2",
        Problem = Checks.Count(10_000),
    };

    public static MenuChoice Choice { get; } =
        new(
            "HTTP request through a proxy",
            "hit or miss, and how much faster",
            [Upstream, Port, Target, Url, Times],
            answers => answers.Has(Upstream) ? WithProxy(answers) : [Request(answers[Url], answers, wait: "")]
        );

    private static IReadOnlyList<MenuStep> WithProxy(Answers answers) =>
        [
            new MenuStep("proxy", "--upstream", answers[Upstream], "--listen", answers[Port], "--quiet")
            {
                IsBackground = true,
            },
            // Typed into a shell, it may be there before the proxy is.
            Request($"http://127.0.0.1:{answers[Port]}/{answers[Target].TrimStart('/')}", answers, wait: "5s"),
        ];

    private static MenuStep Request(string url, Answers answers, string wait) =>
        new([
            "request",
            url,
            .. Option("--times", answers[Times] is "2" ? "" : answers[Times]),
            .. Option("--wait", wait),
        ]);
}
