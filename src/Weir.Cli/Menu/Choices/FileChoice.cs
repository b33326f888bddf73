using static Weir.Cli.Menu.MenuStep;

namespace Weir.Cli.Menu.Choices;

/// <summary><c>weir make-file</c></summary>
internal static class FileChoice
{
    private static readonly Question File = new("test file", "Into which file?")
    {
        Default = _ => "test.bin",
        Problem = Checks.NewFile,
    };

    private static readonly Question Size = new("test size", "How large?")
    {
        Default = _ => "100MB",
        Problem = Checks.Size,
    };

    private static readonly Question Replace = Question.Replace(File);

    public static MenuChoice Choice { get; } =
        new(
            "Make a file to test with",
            "the same bytes on every machine",
            [File, Size, Replace],
            answers =>
                [
                    new MenuStep([
                        "make-file",
                        Path(answers[File]),
                        .. Option("--size", answers[Size]),
                        .. Flag("--overwrite", answers.IsYes(Replace)),
                    ]),
                ]
        );
}
