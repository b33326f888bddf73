using System.Text;

namespace Weir.UnitTests.Documents;

/// <summary>
/// Takes simple commands out of what a reader pastes into a shell: quotes, comments, redirections, pipes, and commands within
/// <c>$(…)</c>. What only a shell knows, variables and results of commands, stands as <see cref="Unknown"/>.
/// </summary>
internal sealed class ShellText
{
    /// <summary>As long as a SHA-256, and a file name too.</summary>
    public static readonly string Unknown = new('0', 64);

    private readonly string _text;
    private readonly List<IReadOnlyList<string>> _commands = [];
    private List<string> _words = [];
    private StringBuilder? _word;
    private bool _isFileNext;
    private int _at;

    private ShellText(string text) => _text = text;

    /// <summary>The words of each command, in the order in which they end.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string text)
    {
        var shell = new ShellText(text.Replace("\\\n", " ", StringComparison.Ordinal));
        shell.Read();
        return shell._commands;
    }

    private void Read()
    {
        while (_at < _text.Length)
        {
            var letter = _text[_at++];
            switch (letter)
            {
                case ' ' or '\t':
                    EndWord();
                    break;
                case '\n' or ';' or '|' or '&' or '(' or ')':
                    EndCommand();
                    break;
                case '<' or '>' when _at < _text.Length && _text[_at] == '(':
                    EndWord();
                    Nested();
                    break;
                case '<' or '>':
                    Redirect();
                    break;
                case '#' when _word is null:
                    _at = _text.IndexOf('\n', _at) is >= 0 and var newline ? newline : _text.Length;
                    break;
                case '\'':
                    var end = _text.IndexOf('\'', _at);
                    Word.Append(_text, _at, end - _at);
                    _at = end + 1;
                    break;
                case '"':
                    Quoted();
                    break;
                case '$':
                    Expansion();
                    break;
                case '\\' when _at < _text.Length:
                    Word.Append(_text[_at++]);
                    break;
                default:
                    Word.Append(letter);
                    break;
            }
        }

        EndCommand();
    }

    private StringBuilder Word => _word ??= new StringBuilder();

    private void Quoted()
    {
        _ = Word;
        while (_at < _text.Length && _text[_at] != '"')
        {
            var letter = _text[_at++];
            if (letter == '$')
                Expansion();
            else
                Word.Append(letter == '\\' ? _text[_at++] : letter);
        }

        _at++;
    }

    private void Expansion()
    {
        if (_at < _text.Length && _text[_at] == '(')
        {
            Nested();
        }
        else if (_at < _text.Length && _text[_at] == '{')
        {
            _at = _text.IndexOf('}', _at) + 1;
        }
        else
        {
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
                _at++;
        }

        Word.Append(Unknown);
    }

    /// <summary>From an opening bracket to the one that closes it.</summary>
    private void Nested()
    {
        var from = ++_at;
        for (var depth = 1; _at < _text.Length && depth > 0; _at++)
            depth += _text[_at] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
        _commands.AddRange(Commands(_text[from..(_at - 1)]));
    }

    private void Redirect()
    {
        // 2>file: the number is no word.
        if (_word?.ToString() is [>= '0' and <= '9'])
            _word = null;
        EndWord();
        while (_at < _text.Length && _text[_at] is '>' or '&')
            _at++;
        _isFileNext = true;
    }

    private void EndWord()
    {
        if (_word is null)
            return;
        if (!_isFileNext)
            _words.Add(_word.ToString());
        _isFileNext = false;
        _word = null;
    }

    private void EndCommand()
    {
        EndWord();
        _isFileNext = false;
        if (_words.Count > 0)
            _commands.Add(_words);
        _words = [];
    }
}
