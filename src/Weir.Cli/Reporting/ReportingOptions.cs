using System.CommandLine;
using Weir.Agent.Delivery;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Reporting;

/// <summary>The options by which a command is told where its records go, and what they are called there.</summary>
/// <param name="targetDefault">What stands for the target when nobody names it.</param>
/// <param name="isTrustShared">Whether the trust options also say which other servers to believe.</param>
internal sealed class ReportingOptions(string targetDefault = "the first source", bool isTrustShared = false)
{
    private readonly TrustOptions _trust = new();

    /// <summary>Whom to believe, the collector among them.</summary>
    public TrustOptions Trust => _trust;

    public Option<string?> Collector { get; } =
        TypedOptions.Text("--collector", "URL", "Send records to the weir collect at this URL; needs --token");

    public Option<string?> Token { get; } =
        TypedOptions.Text("--token", "FILE", "The file with the collector's token (weir collect token add)");

    public Option<string?> Agent { get; } =
        TypedOptions.Text("--agent", "NAME", "Who measures, as records say it (default: this host's name)");

    public Option<string?> Target { get; } =
        TypedOptions.Text("--target", "NAME", $"What is measured, as records say it (default: {targetDefault})");

    public Option<bool> InsecureHttp { get; } = PlainHttp.Create();

    public IEnumerable<Option> All => [Collector, Token, .. _trust.All, InsecureHttp, Agent, Target];

    public string AgentName(ParseResult line) => line.GetValue(Agent) ?? Environment.MachineName;

    /// <summary>Null when no collector is named.</summary>
    public DeliveryOptions? Read(ParseResult line)
    {
        var (url, token) = (line.GetValue(Collector), line.GetValue(Token));
        if (url is null)
        {
            var idle =
                token is not null ? Token
                : line.GetValue(InsecureHttp) ? InsecureHttp
                : isTrustShared ? null
                : _trust.Given(line);
            return idle is null
                ? null
                : throw MistakeException.Usage($"{idle.Name} is of no use without --collector URL");
        }

        if (!CollectorAddress.TryParse(url, out var address, out var mistake))
            throw MistakeException.Usage($"--collector {url} {mistake}");
        if (token is null)
            throw MistakeException.Usage(
                "--collector needs --token FILE; weir collect token add NAME prints a token to put there"
            );
        if (BearerFile.Read(token, out var problem) is null)
            throw MistakeException.Usage($"--token: {problem}");
        if (!line.GetValue(InsecureHttp) && PlainHttp.Mistake(address) is { } plain)
            throw MistakeException.Usage($"--collector {url} {plain}, or add --insecure-http");
        return new DeliveryOptions
        {
            Collector = address,
            TokenPath = Path.GetFullPath(token),
            Trust = _trust.Read(line),
        };
    }
}
