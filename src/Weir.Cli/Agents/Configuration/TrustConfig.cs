using Weir.Transport.Tls;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Reads whom to believe: <c>cacert</c>, <c>pin</c>, <c>insecure</c>.</summary>
internal static class TrustConfig
{
    /// <summary>Null when nothing is said.</summary>
    public static PeerTrust? Read(ConfigFields fields, string files)
    {
        var (authority, pin, isAnyone) = (fields.Text("cacert"), fields.Text("pin"), fields.Flag("insecure"));
        if (authority is null && pin is null && !isAnyone)
            return null;
        var path = authority is null ? null : Path.Combine(files, authority);
        return PeerTrust.Create(path, pin, isAnyone, out var problem)
            ?? throw new ConfigException(fields.Line, problem!.Replace("--", "", StringComparison.Ordinal));
    }
}
