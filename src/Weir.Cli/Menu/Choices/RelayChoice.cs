using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir proxy --tcp</c> or <c>--udp</c>, slow or lossy on purpose.</summary>
internal static class RelayChoice
{
    private static readonly Question IsUdp = new("relay udp", "UDP instead of TCP, y or n?")
    {
        Default = _ => "n",
        Problem = Checks.YesOrNo,
    };

    private static readonly Question Port = new("relay port", "On which port is it to listen?")
    {
        Default = _ => "9000",
        Problem = Checks.Port,
    };

    private static readonly Question Target = new("relay target", "To which server, as HOST:PORT?")
    {
        Default = answers => answers.IsYes(IsUdp) ? "127.0.0.1:8620" : "127.0.0.1:8000",
        Problem = Checks.HostPort,
    };

    private static readonly Question Delay = new("relay delay", "How much later is everything to arrive, as 20ms?")
    {
        Nothing = "no later",
        Problem = Checks.Duration,
    };

    private static readonly Question Loss = new("relay loss", "How many packets are to be lost, as 1%?")
    {
        Nothing = "none",
        Problem = Checks.Percent,
        IsAsked = answers => answers.IsYes(IsUdp),
    };

    private static readonly Question Bandwidth = new("relay bandwidth", "How much may pass, as 10Mbit?")
    {
        Nothing = "all",
        Problem = Checks.Rate,
    };

    public static MenuChoice Choice { get; } =
        new(
            "A slow, lossy relay",
            "delay, loss, bandwidth; UDP or TCP",
            [IsUdp, Port, Target, Delay, Loss, Bandwidth],
            answers =>
                [
                    new MenuStep([
                        "proxy",
                        answers.IsYes(IsUdp) ? "--udp" : "--tcp",
                        $"{answers[Port]}={answers[Target]}",
                        .. Option("--delay", answers[Delay]),
                        .. Option("--loss", answers[Loss]),
                        .. Option("--bandwidth", answers[Bandwidth]),
                    ]),
                ]
        );
}
