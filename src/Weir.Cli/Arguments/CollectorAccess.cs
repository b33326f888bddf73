using System.CommandLine;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Collector.Reading;
using BearerFile = Weir.Agent.Delivery.BearerFile;

namespace Weir.Cli.Arguments;

/// <summary>The options by which a command is told which collector to ask, and whom to believe that they are it.</summary>
internal sealed class CollectorAccess
{
    private readonly TrustOptions _trust = new();

    public Option<string?> Collector { get; } =
        TypedOptions.Text("--collector", "URL", "The measurements of the weir collect at this URL");

    public Option<string?> Token { get; } =
        TypedOptions.Text("--token", "FILE", "The file with a token that may read (weir collect token add)");

    public Option<bool> InsecureHttp { get; } = PlainHttp.Create();

    public IEnumerable<Option> All => [Collector, Token, .. _trust.All, InsecureHttp];

    /// <summary>Null when no collector was named.</summary>
    /// <exception cref="MistakeException">What was named cannot be.</exception>
    public CollectorAddress? Read(ParseResult line)
    {
        var (text, file) = (line.GetValue(Collector), line.GetValue(Token));
        if (text is null)
        {
            var idle =
                file is not null ? Token
                : line.GetValue(InsecureHttp) ? InsecureHttp
                : _trust.Given(line);
            return idle is null
                ? null
                : throw MistakeException.Usage($"{idle.Name} is of no use without --collector URL");
        }

        if (
            !Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
        )
            throw MistakeException.Usage($"--collector: \"{text}\" is no URL; write it as https://HOST:7070");
        if (file is not null && !line.GetValue(InsecureHttp) && PlainHttp.Mistake(url) is { } plain)
            throw MistakeException.Usage($"--collector {text} {plain}, or add --insecure-http");
        string? problem = null;
        var token = file is null ? null : BearerFile.Read(file, out problem);
        return problem is null
            ? new CollectorAddress(url, token, _trust.Read(line))
            : throw MistakeException.Usage($"--token: {problem}");
    }
}
