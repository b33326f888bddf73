using Weir.Cli.Arguments;
using Weir.Downloads.Sources;
using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir get</c></summary>
internal static class DownloadChoice
{
    private static readonly Question Sources = new(
        "sources",
        "URLs of the same file, with spaces between; {a,b} and {1..3} stand for several"
    )
    {
        Problem = Checks.Urls,
        IsKept = true,
    };

    private static readonly Question File = new("file", "Into which file?")
    {
        Default = answers => NameOf(answers[Sources]),
        Problem = Checks.NewFile,
    };

    private static readonly Question Replace = Question.Replace(File);

    private static readonly Question Checksum = new("checksum", "The hash that it must have, as sha256:HEX?")
    {
        Nothing = "not known",
        Problem = Checks.Checksum,
    };

    public static MenuChoice Choice { get; } =
        new(
            "Download from several servers",
            "one file from all, every byte checked",
            [Sources, File, Replace, Checksum],
            answers =>
                [
                    new MenuStep([
                        "get",
                        .. Checks.Words(answers[Sources]),
                        .. Option("-o", answers[File] == NameOf(answers[Sources]) ? "" : Path(answers[File])),
                        .. Option("--checksum", answers[Checksum]),
                        .. Flag("--overwrite", answers.IsYes(Replace)),
                    ]),
                ]
        );

    /// <summary>The name that <c>weir get</c> itself takes; empty when the first URL has none.</summary>
    private static string NameOf(string sources) =>
        SourcePattern.TryExpand(Checks.Words(sources).FirstOrDefault(""), out var urls, out _)
        && SourceAddress.TryParse(urls[0], out var first, out _)
            ? first.FileName ?? ""
            : "";
}
