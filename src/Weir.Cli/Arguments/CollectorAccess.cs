using System.CommandLine;
using Weir.Cli.Mistakes;
using Weir.Collector.Reading;
using Weir.Transport.Tls;

namespace Weir.Cli.Arguments;

/// <summary>The options that name a collector and say whom to believe: <c>--collector --token --cacert --pin --insecure</c>.</summary>
internal sealed class CollectorAccess
{
    /// <summary>What a token file may hold; more is some other file.</summary>
    private const int LargestTokenFile = 4096;

    public Option<string?> Collector { get; } =
        TypedOptions.Text("--collector", "URL", "The collector, as weir collect prints its URL");

    public Option<string?> Token { get; } =
        TypedOptions.Text("--token", "FILE", "The file with the token from weir collect token add");

    public Option<string?> Authority { get; } =
        TypedOptions.Text("--cacert", "FILE", "Trust the authorities in FILE (PEM) and no others");

    public Option<string?> Pin { get; } =
        TypedOptions.Text("--pin", "sha256:HEX", "Trust the one certificate with this fingerprint");

    public Option<bool> Insecure { get; } =
        TypedOptions.Flag("--insecure", "Trust any certificate; others can read and change what is sent");

    public void AddTo(Command command)
    {
        command.Options.Add(Collector);
        command.Options.Add(Token);
        command.Options.Add(Authority);
        command.Options.Add(Pin);
        command.Options.Add(Insecure);
    }

    /// <summary>Null when no collector was named.</summary>
    /// <exception cref="MistakeException">What was named cannot be.</exception>
    public CollectorAddress? Read(ParseResult line)
    {
        if (line.GetValue(Collector) is not { } text)
            return line.GetValue(Token) is null
                ? null
                : throw MistakeException.Usage("--token goes with --collector URL; add it");
        if (
            !Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
        )
            throw MistakeException.Usage($"--collector: \"{text}\" is no URL; write it as https://HOST:7070");
        var trust =
            PeerTrust.Create(line.GetValue(Authority), line.GetValue(Pin), line.GetValue(Insecure), out var problem)
            ?? throw MistakeException.Usage(problem!);
        return new CollectorAddress(url, ReadToken(line.GetValue(Token)), trust);
    }

    private static string? ReadToken(string? path)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw MistakeException.Usage(
                $"--token: {path} does not exist; weir collect token add NAME > {path} makes it"
            );
        try
        {
            var token = new FileInfo(path).Length <= LargestTokenFile ? File.ReadAllText(path).Trim() : "";
            return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? token
                : throw MistakeException.Usage($"--token: {path} holds no token; it is one line without spaces");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Usage($"--token: {path} cannot be read; {error.Message}");
        }
    }
}
