using System.CommandLine;
using Weir.Cli.Arguments;

namespace Weir.Cli.Reporting;

/// <summary>A token goes over plain HTTP to this machine alone, unless someone says that the network is trusted.</summary>
internal static class PlainHttp
{
    public static Option<bool> Create() =>
        TypedOptions.Flag(
            "--insecure-http",
            "Let the token travel unencrypted to another machine; for trusted networks"
        );

    /// <summary>What is wrong with the URL of a collector, as a clause with a remedy; null when nothing is.</summary>
    public static string? Mistake(Uri collector) =>
        collector is { Scheme: "http", IsLoopback: false }
            ? "would show the token to everyone on the way; use https"
            : null;
}
