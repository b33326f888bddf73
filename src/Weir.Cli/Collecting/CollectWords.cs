using System.Net;
using Weir.Cli.Terminal;
using Weir.Collector.Storage;

namespace Weir.Cli.Collecting;

/// <summary>What <c>weir collect</c> says at its start.</summary>
internal static class CollectWords
{
    /// <summary>The URL that agents use: of all addresses, the host's name.</summary>
    public static string Url(IPEndPoint at, bool isTls, string hostName)
    {
        var isAny = at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any);
        var host = isAny ? $"{hostName}:{at.Port}" : at.ToString();
        return $"{(isTls ? "https" : "http")}://{host}/";
    }

    /// <summary>The commands that add an agent, to copy.</summary>
    public static IEnumerable<string> AddingAnAgent(string url, StoreAddress store, string? fingerprint)
    {
        var pin = fingerprint is null ? "" : $" --pin sha256:{fingerprint}";
        yield return "to add an agent, make a token here and take it there:";
        yield return $"  weir collect token add NAME --store {ShellLine.Quoted(Whole(store))} > NAME.token";
        yield return $"  weir agent FILE-URL --every 5m --agent NAME --collector {url} --token NAME.token{pin}";
    }

    /// <summary>As it can be written in any folder.</summary>
    private static string Whole(StoreAddress store) =>
        store is StoreAddress.Sqlite { File: var file }
            ? new StoreAddress.Sqlite(Path.GetFullPath(file)).ToString()
            : store.ToString();
}
