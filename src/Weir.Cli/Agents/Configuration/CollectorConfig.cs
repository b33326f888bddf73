using Weir.Agent.Delivery;
using Weir.Cli.Reporting;
using Weir.Transport.Tls;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Reads where records go: <c>url</c>, <c>token</c>, whom to believe, <c>insecure_http</c>.</summary>
internal static class CollectorConfig
{
    public static DeliveryOptions Read(ConfigFields fields, string files)
    {
        var url = fields.Text("url") ?? throw new ConfigException(fields.Line, "a collector has a url");
        var token =
            fields.Text("token") ?? throw new ConfigException(fields.Line, "a collector has a token, in a file");
        var path = Path.GetFullPath(Path.Combine(files, token));
        if (!CollectorAddress.TryParse(url, out var address, out var mistake))
            throw fields.Problem("url", $"{url} {mistake}");
        if (!fields.Flag("insecure_http") && PlainHttp.Mistake(address) is { } plain)
            throw fields.Problem("url", $"{url} {plain}, or add insecure_http: true");
        if (BearerFile.Read(path, out var problem) is null)
            throw fields.Problem("token", problem!);
        var trust = TrustConfig.Read(fields, files) ?? PeerTrust.Create(null, null, isInsecure: false, out _)!;
        fields.End("a collector");
        return new DeliveryOptions
        {
            Collector = address,
            TokenPath = path,
            Trust = trust,
        };
    }
}
