using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>A report's table as HTML.</summary>
internal static class HtmlTable
{
    public static void Append(StringBuilder html, ReportTable table)
    {
        html.Append("<h2>").Append(HtmlText.Escape(table.Title)).Append("</h2>\n");
        html.Append("<div class=\"wide\"><table>\n<thead>");
        Row(html, "th scope=\"col\"", "th", table, table.Heads);
        html.Append("</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
            Row(html, "td", "td", table, row);
        html.Append("</tbody>\n</table></div>\n");
    }

    private static void Row(
        StringBuilder html,
        string start,
        string end,
        ReportTable table,
        IReadOnlyList<string> cells
    )
    {
        html.Append("<tr>");
        for (var i = 0; i < cells.Count; i++)
        {
            var alignment = table.Words.Contains(table.Heads[i]) ? " class=\"word\"" : "";
            html.Append($"<{start}{alignment}>{HtmlText.Escape(cells[i])}</{end}>");
        }

        html.Append("</tr>\n");
    }
}
