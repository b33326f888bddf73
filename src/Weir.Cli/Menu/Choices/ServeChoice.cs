using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir serve</c></summary>
internal static class ServeChoice
{
    private static readonly Question Root = new("root", "Which folder, or which one file?")
    {
        Default = _ => ".",
        Problem = Checks.ExistingPath,
    };

    private static readonly Question Port = new("serve port", "On which port?")
    {
        Default = _ => "8000",
        Problem = Checks.Port,
    };

    private static readonly Question Replicas = new("replicas", "From how many replicas, on ports in a row?")
    {
        Default = _ => "1",
        Problem = Checks.Count(100),
    };

    private static readonly Question Reflector = new("udp", "UDP port of a reflector, for the UDP quality test?")
    {
        Nothing = "none",
        Problem = Checks.Port,
    };

    public static MenuChoice Choice { get; } =
        new(
            "Serve a folder",
            "over HTTP, from one replica or several",
            [Root, Port, Replicas, Reflector],
            answers =>
                [
                    new MenuStep([
                        "serve",
                        Path(answers[Root]),
                        .. Option("--listen", answers[Port]),
                        .. Option("--replicas", answers[Replicas] is "1" ? "" : answers[Replicas]),
                        .. Option("--udp", answers[Reflector]),
                    ]),
                ]
        );
}
