namespace Weir.Cli.Menu;

/// <summary>How the menu looks (ECMA-48 8.3.117); plain where neither colours nor a moving cursor are welcome.</summary>
internal sealed record MenuStyle(bool IsPlain)
{
    public string Strong(string text) => Of("1", text);

    public string Dim(string text) => Of("2", text);

    public string Chosen(string text) => Of("1;36", text);

    public string Warning(string text) => Of("33", text);

    private string Of(string attributes, string text) =>
        IsPlain || text.Length == 0 ? text : $"\u001b[{attributes}m{text}\u001b[0m";
}
