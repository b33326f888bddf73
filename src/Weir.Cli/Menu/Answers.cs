namespace Weir.Cli.Menu;

/// <summary>What was answered so far.</summary>
/// <param name="exists">Whether there is a file of that name.</param>
internal sealed class Answers(Func<string, bool> exists)
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    /// <summary>Empty for a question that was not asked, or to which the answer was nothing.</summary>
    public string this[Question question]
    {
        get => _given.GetValueOrDefault(question.Name, "");
        set => _given[question.Name] = value;
    }

    public bool Has(Question question) => this[question].Length > 0;

    public bool IsYes(Question question) => Checks.IsYes(this[question]);

    public bool Exists(string file) => exists(file);
}
