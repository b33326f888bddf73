using System.Text;

namespace Weir.Analysis.Reports;

/// <summary>A table of text; columns of numbers stand to the right. Pure.</summary>
internal static class HtmlTable
{
    /// <param name="words">How many of the first columns are words; so is the last one when it is named <c>reason</c>.</param>
    public static string Draw(string[] heads, IEnumerable<string?[]> rows, int words)
    {
        var table = new StringBuilder("<table><thead><tr>");
        for (var i = 0; i < heads.Length; i++)
            table.Append($"<th{Class(i)}>{Html.Text(heads[i])}</th>");
        table.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            table.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                table.Append($"<td{Class(i)}>{Html.Text(row[i])}</td>");
            table.Append("</tr>\n");
        }

        return table.Append("</tbody></table>\n").ToString();

        string Class(int column) =>
            column < words || (column == heads.Length - 1 && heads[column] == "reason") ? " class=\"word\"" : "";
    }
}
