using System.Globalization;
using System.Net;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Text and numbers as they stand in HTML and SVG.</summary>
public static class HtmlText
{
    /// <summary>For element content and quoted attributes alike.</summary>
    public static string Escape(string? text) => WebUtility.HtmlEncode(text) ?? "";

    /// <summary>So many characters at most; what is cut off shows as an ellipsis.</summary>
    internal static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    internal static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
