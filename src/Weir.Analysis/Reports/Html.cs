using System.Net;

namespace Weir.Analysis.Reports;

/// <summary>Text within HTML and SVG: names come from other people's machines.</summary>
internal static class Html
{
    /// <summary>Safe as content and as the value of a quoted attribute.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "–");

    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
