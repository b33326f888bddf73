using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weir.Load.Programs;

// Words are taken apart once, before anything is filled in, so that no URL and no path can become a word of its own:
//
//   word        = 1*( plain | "'" literal "'" | DQUOTE quoted DQUOTE | "\" any )      words stand apart by white space
//   quoted      = as it stands, but "\" before DQUOTE or "\" takes their meaning away
//   placeholder = "{url}" | "{out}" | "{client}"    anywhere within a word
//               | "{urls}"                          a word of its own, which becomes one word for each source

/// <summary>
/// The command of a program that takes a client's place. No shell sees it: who wants one writes it, as in
/// <c>sh -c 'curl "$1" | tee "$2"' sh {url} {out}</c>. Pure.
/// </summary>
public sealed class CommandTemplate
{
    private const string AllUrls = "{urls}";

    private readonly string[] _words;

    private CommandTemplate(string text, string[] words)
    {
        Text = text;
        _words = words;
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Whether the program is told where to write; else what it prints is the file.</summary>
    public bool NamesOutput => Array.Exists(_words, word => word.Contains("{out}", StringComparison.Ordinal));

    /// <summary>Reads a command; when it returns false, <paramref name="problem"/> is a clause.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out CommandTemplate? command,
        [NotNullWhen(false)] out string? problem
    )
    {
        command = null;
        if (Words(text, out var unended) is not { } words)
        {
            problem = unended!;
            return false;
        }

        problem =
            words.Length == 0 ? "the command is empty"
            : !Array.Exists(words, word => word == AllUrls || word.Contains("{url}", StringComparison.Ordinal))
                ? "the command does not say where the URL goes; write {url}"
            : Array.Exists(words, word => word != AllUrls && word.Contains(AllUrls, StringComparison.Ordinal))
                ? "{urls} stands for several words and has to be one by itself"
            : words[0].Length == 0 ? "the command begins with an empty word"
            : null;
        if (problem is not null)
            return false;
        command = new CommandTemplate(text, words);
        return true;
    }

    /// <summary>The program and its arguments.</summary>
    /// <param name="urls">All sources.</param>
    public string[] Fill(string url, IReadOnlyList<string> urls, string output, string client) =>
        [
            .. _words.SelectMany(word =>
                word == AllUrls ? urls : [Fill(word, ("{url}", url), ("{out}", output), ("{client}", client))]
            ),
        ];

    /// <summary>In one pass: what was filled in is not looked at again.</summary>
    private static string Fill(string word, params ReadOnlySpan<(string Placeholder, string Value)> values)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < word.Length; )
        {
            var from = i;
            foreach (var (placeholder, value) in values)
            {
                if (string.CompareOrdinal(word, i, placeholder, 0, placeholder.Length) != 0)
                    continue;
                filled.Append(value);
                i += placeholder.Length;
                break;
            }

            if (i == from)
                filled.Append(word[i++]);
        }

        return filled.ToString();
    }

    private static string[]? Words(string text, out string? problem)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        problem = null;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsWhiteSpace(letter))
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (letter is '\'' or '"')
                i = Quoted(text, i, word);
            else if (letter == '\\')
                i = Escaped(text, i, word);
            else
                word.Append(letter);
            if (i < text.Length)
                continue;
            problem =
                letter == '\\' ? "the command ends with a backslash" : $"the command has a {letter} that nothing ends";
            return null;
        }

        if (word is not null)
            words.Add(word.ToString());
        return [.. words];
    }

    /// <returns>The place of the closing quote; the length when there is none.</returns>
    private static int Quoted(string text, int start, StringBuilder word)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i;
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
                i++;
            word.Append(text[i]);
        }

        return text.Length;
    }

    private static int Escaped(string text, int start, StringBuilder word)
    {
        if (start + 1 == text.Length)
            return text.Length;
        word.Append(text[start + 1]);
        return start + 1;
    }
}
