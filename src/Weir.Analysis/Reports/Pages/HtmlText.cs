using System.Globalization;
using System.Net;

namespace Weir.Analysis.Reports.Pages;

/// <summary>Text and numbers as they stand in HTML and SVG.</summary>
public static class HtmlText
{
    /// <summary>For element content and quoted attributes alike.</summary>
    public static string Escape(string? text) => WebUtility.HtmlEncode(text) ?? "";

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    internal static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
