using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir hash</c></summary>
internal static class DescribeChoice
{
    private static readonly Question File = new("hashed file", "Which file?") { Problem = Checks.ExistingFile };

    private static readonly Question Urls = new("hashed urls", "URLs of it, with spaces between?")
    {
        Nothing = "none",
        Problem = Checks.Urls,
    };

    private static readonly Question Metalink = new("metalink", "Into which file?")
    {
        Default = answers => answers[File] + ".meta4",
        Problem = Checks.NewFile,
    };

    private static readonly Question Replace = Question.Replace(Metalink);

    public static MenuChoice Choice { get; } =
        new(
            "Describe a file (Metalink)",
            "size, hash, pieces and addresses",
            [File, Urls, Metalink, Replace],
            answers =>
                [
                    new MenuStep([
                        "hash",
                        Path(answers[File]),
                        .. Option("-o", Path(answers[Metalink])),
                        .. Checks.Words(answers[Urls]).SelectMany(url => Option("--url", url)),
                        .. Flag("--overwrite", answers.IsYes(Replace)),
                    ]),
                ]
        );
}
