using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>One HTML file that needs nothing but itself: styles within, graphs as SVG, no script, light and dark.</summary>
/// <param name="title">The heading, as plain text.</param>
public sealed class HtmlDocument(string title)
{
    // Okabe and Ito's colours, told apart by the colour-blind too.
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --soft: #666; --line: #ddd;
          --c0: #0072b2; --c1: #009e73; --c2: #d55e00; --c3: #cc79a7; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616; --soft: #aaa; --line: #3a3a3a;
          --c0: #56b4e9; --c1: #2fc49a; --c2: #f08a45; --c3: #e0a0c4; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
          max-width: 62rem; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } p.note { color: var(--soft); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .75rem .25rem 0; text-align: right; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: normal; } th:first-child, td:first-child { text-align: left; }
        .word { text-align: left; }
        svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 11px; }
        .grid { stroke: var(--line); } .bar { fill: var(--c0); } .bar.mark { fill: var(--c2); }
        .band { fill: var(--c0); opacity: .15; }
        .cell { fill: var(--c2); } .cell.none { fill: var(--line); } .cell.worse { stroke: var(--ink); stroke-width: 2; }
        .line { fill: none; stroke-width: 1.6; } .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); }
        .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); } circle.c0 { fill: var(--c0); }
        circle.c1 { fill: var(--c1); } circle.c2 { fill: var(--c2); } circle.c3 { fill: var(--c3); }
        @media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb;
          --c0: #0072b2; --c1: #009e73; --c2: #d55e00; --c3: #cc79a7; }
          body { margin: 0; max-width: none; font-size: 11px; } .wide { overflow: visible; }
          svg, tr { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; } }
        text.end { text-anchor: end; } text.middle { text-anchor: middle; }
        """;

    private readonly StringBuilder _body = new();

    /// <summary>Plain text above a part of the page.</summary>
    public HtmlDocument Heading(string text)
    {
        _body.Append("<h2>").Append(HtmlText.Escape(text)).Append("</h2>\n");
        return this;
    }

    /// <summary>Plain text.</summary>
    public HtmlDocument Paragraph(string text)
    {
        _body.Append("<p>").Append(HtmlText.Escape(text)).Append("</p>\n");
        return this;
    }

    /// <summary>Plain text of less weight.</summary>
    public HtmlDocument Note(string text)
    {
        _body.Append("<p class=\"note\">").Append(HtmlText.Escape(text)).Append("</p>\n");
        return this;
    }

    public HtmlDocument Table(ReportTable table)
    {
        HtmlTable.Append(_body, table);
        return this;
    }

    /// <param name="chart">Null for none.</param>
    public HtmlDocument Chart(LineChart? chart)
    {
        chart?.Append(_body);
        return this;
    }

    public HtmlDocument Chart(HeatMap chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        chart.Append(_body);
        return this;
    }

    public HtmlDocument Chart(BarChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        chart.Append(_body);
        return this;
    }

    public HtmlDocument Chart(BarList chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        chart.Append(_body);
        return this;
    }

    /// <summary>The whole file.</summary>
    public override string ToString() =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlText.Escape(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{HtmlText.Escape(title)}</h1>
            {_body}</body>
            </html>

            """;
}
