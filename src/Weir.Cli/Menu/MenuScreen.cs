using System.Threading.Channels;
using Weir.Cli.Terminal;

namespace Weir.Cli.Menu;

/// <summary>A page of the menu on the terminal: takes a choice, asks its questions.</summary>
/// <param name="leave">What the line that leaves it says.</param>
internal sealed class MenuScreen(IReadOnlyList<MenuChoice> choices, string leave, Keyboard keyboard, Output output)
{
    private const string Prompt = "> ";

    private readonly MenuStyle _style = new(IsPlain: !output.UsesColor);
    private readonly MenuCursor _cursor = new(choices.Count);
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);

    /// <summary>Null when one leaves.</summary>
    public async Task<MenuChoice?> ChooseAsync(CancellationToken cancellation)
    {
        using var keys = new Keys(keyboard);
        var lines = Draw(above: 0);
        while (!_cursor.Press(await keys.NextAsync(cancellation)))
        {
            if (!_style.IsPlain)
                lines = Draw(above: lines);
        }

        if (!_style.IsPlain)
            Draw(above: lines);
        return _cursor.Selected < choices.Count ? choices[_cursor.Selected] : null;
    }

    /// <summary>Null when one goes back to the menu.</summary>
    public async Task<Answers?> AskAsync(MenuChoice choice, CancellationToken cancellation)
    {
        output.Line("");
        output.Line(_style.Strong(choice.Title) + _style.Dim("   Enter takes what stands in [ ]; Esc goes back"));
        using var keys = new Keys(keyboard);
        var answers = new Answers(File.Exists);
        foreach (var question in choice.Questions.Where(question => question.IsAsked(answers)))
        {
            if (await AskAsync(question, answers, keys, cancellation) is not { } answer)
                return null;
            answers[question] = answer;
            if (question.IsKept)
                _kept[question.Name] = answer;
        }

        return answers;
    }

    /// <summary>The commands that are about to run, to copy.</summary>
    public void ShowSteps(IReadOnlyList<MenuStep> steps)
    {
        output.Line("");
        foreach (var step in steps)
            output.Line(_style.Dim("$ ") + _style.Strong(step.Line));
        output.Line("");
    }

    /// <summary>How it went, where that needs a word.</summary>
    public void ShowEnd(string? words)
    {
        if (words is not null)
            output.Line(_style.Warning(words));
    }

    private async Task<string?> AskAsync(Question question, Answers answers, Keys keys, CancellationToken cancellation)
    {
        var standard = _kept.GetValueOrDefault(question.Name) ?? question.Default(answers);
        var shown = standard.Length > 0 ? standard : question.Nothing;
        output.Line(shown is null ? question.Text : $"{question.Text} {_style.Dim($"[{shown}]")}");
        while (true)
        {
            if (await ReadAsync(standard, keys, cancellation) is not { } answer)
                return null;
            if (question.ProblemOf(answer) is not { } problem)
                return answer;
            output.Line(_style.Warning($"  {problem}"));
        }
    }

    private async Task<string?> ReadAsync(string standard, Keys keys, CancellationToken cancellation)
    {
        var line = new TypedLine(Prompt);
        while (true)
        {
            output.Out.Write(line.Draw(output.Width));
            var key = await keys.NextAsync(cancellation);
            if (key.Key == ConsoleKey.Escape || (key.KeyChar == '\u0004' && line.Text.Length == 0))
            {
                output.Line("");
                return null;
            }

            if (!line.Press(key))
                continue;
            var answer = line.Text.Trim();
            if (answer.Length == 0)
                line.Set(answer = standard);
            output.Line(line.Draw(output.Width));
            return answer;
        }
    }

    /// <summary>Draws the menu, over the one before it when that has lines.</summary>
    private int Draw(int above)
    {
        var lines = MenuPage.Lines(choices, _cursor.Selected, leave, _style, output.Width);
        // CPL of ECMA-48 8.3.13: up so many lines, to their start.
        output.Out.Write((above > 0 ? $"\u001b[{above}F" : "") + string.Join('\n', lines) + '\n');
        return lines.Count;
    }

    /// <summary>Keys in the order typed, for one who waits for them.</summary>
    private sealed class Keys : IDisposable
    {
        private readonly Channel<ConsoleKeyInfo> _pressed = Channel.CreateUnbounded<ConsoleKeyInfo>();
        private readonly IDisposable _taken;

        public Keys(Keyboard keyboard) => _taken = keyboard.Take(key => _pressed.Writer.TryWrite(key));

        public ValueTask<ConsoleKeyInfo> NextAsync(CancellationToken cancellation) =>
            _pressed.Reader.ReadAsync(cancellation);

        public void Dispose() => _taken.Dispose();
    }
}
