using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Requesting;
using Weir.Downloads.Sources;

namespace Weir.Cli.Commands;

/// <summary><c>weir request</c>: the same request again and again, and what a cache makes of it.</summary>
internal static class RequestCommand
{
    private const int DefaultTimes = 2;
    private const int MostTimes = 10_000;

    public static Command Create(CommandContext context)
    {
        var url = new Argument<string>("URL") { Description = "What to ask for, at the proxy: http://HOST:PORT/PATH" };
        var times = TypedOptions.Count("--times", $"How often (default {DefaultTimes})", max: MostTimes);
        var headers = TypedOptions.Texts("--header", "'NAME: VALUE'", "A further field in every request; repeated");
        var wait = TypedOptions.Duration("--wait", "Keep trying to connect this long (default 0)");
        var json = CommonOptions.Json();
        var quiet = CommonOptions.Quiet();
        var command = new DocumentedCommand("request", "Ask through a proxy: hit or miss, and how much faster")
        {
            Examples =
            [
                new Example("weir request http://127.0.0.1:8080/", "twice to weir proxy: a miss, then a hit"),
                new Example("weir request http://127.0.0.1:8080/f --times 10 --json", "ten times, for a script"),
                new Example(
                    "weir request http://127.0.0.1:8080/f --header 'Cache-Control: no-cache'",
                    "past the cache"
                ),
            ],
            Terms =
            [
                ("first byte", "from the request to the head of its answer, on a connection that stands"),
                ("all", "from the request to the last byte of its answer"),
                ("times as fast", "mean time for all of a miss ÷ that of a hit"),
            ],
            Arguments = { url },
            Options = { times, headers, wait, json, quiet },
        };
        command.SetAction(
            (line, cancellation) =>
            {
                var requester = new Requester(
                    Address(line.GetRequiredValue(url)),
                    HeaderField.ParseAll(line.GetValue(headers) ?? []),
                    line.GetValue(wait) ?? TimeSpan.Zero,
                    context.Time
                );
                var output = context.Output with { IsQuiet = line.GetValue(quiet) };
                var show = new RequestScreen(output, line.GetRequiredValue(url), line.GetValue(json), context.Time);
                return RunAsync(requester, line.GetValue(times) ?? DefaultTimes, show, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Requester requester,
        int times,
        RequestScreen screen,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<RequestOutcome>();
        while (outcomes.Count < times)
        {
            outcomes.Add(await requester.AskAsync(cancellation));
            screen.Show(outcomes.Count, outcomes[^1]);
            // Nobody there is nobody there the next time; a status is an answer that may change.
            if (outcomes[^1].Connect is null)
                break;
        }

        screen.ShowEnd(outcomes);
        return outcomes.Find(outcome => outcome.Error is not null || outcome.Status >= 400) is not { } bad
            ? ExitCodes.Done
            : throw MistakeException.Failed(
                bad.Connect is null
                    ? $"no connection: {bad.Error}; check that the proxy runs at this address"
                    : bad.Error ?? $"the answer was {bad.Status}; check the path and what the proxy stands before"
            );
    }

    private static Uri Address(string text) =>
        SourceAddress.TryParse(text, out _, out var mistake) && new Uri(text) is { UserInfo.Length: 0 } url
            ? url
            : throw MistakeException.Usage(
                // The password in it is not repeated.
                mistake is null
                    ? "URL names a user; give --header 'Authorization: …' instead"
                    : $"{text} {mistake}"
            );
}
