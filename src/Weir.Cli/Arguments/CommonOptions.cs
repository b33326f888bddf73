using System.CommandLine;
using Weir.Content.Hashes;

namespace Weir.Cli.Arguments;

/// <summary>The options that mean the same at every command that has them. Each call makes a new one.</summary>
internal static class CommonOptions
{
    /// <summary>How often progress is told when nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public static Option<bool> Json() =>
        TypedOptions.Flag("--json", "Events and the measurement as JSON lines on stdout, and nothing else there");

    public static Option<bool> Quiet() =>
        TypedOptions.Flag("--quiet", "No progress and no notes; mistakes are still told", "-q");

    public static ValueOption<TimeSpan> Interval() =>
        TypedOptions.Duration("--interval", "Time between lines of progress (default 1s)", "-i");

    public static Option<bool> Overwrite() => TypedOptions.Flag("--overwrite", "Replace FILE when it exists");

    public static Option<Checksum?> Checksum() =>
        TypedOptions.Checksum("--checksum", "The hash that the file must have: sha256, sha512, sha1 or md5, and hex");
}
