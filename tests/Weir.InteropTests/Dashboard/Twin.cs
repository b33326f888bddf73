using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Weir.InteropTests.Dashboard;

/// <summary>What a table of the page has, and what the API says it should have: each cell as the number or word behind it.</summary>
internal static class Twin
{
    /// <summary>The rows of a table, in the order of the page, once it has so many.</summary>
    public static async Task<List<Dictionary<string, string>>> RowsAsync(ILocator within, int count)
    {
        await Expect(within.Locator("tbody tr")).ToHaveCountAsync(count);
        var rows = await within
            .Locator("tbody tr")
            .EvaluateAllAsync<string>(
                """
                rows => JSON.stringify(rows.map(row => Object.fromEntries(
                  [...row.querySelectorAll("td")].map(cell => [cell.dataset.key, cell.dataset.value]))))
                """
            );
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(rows)!;
    }

    /// <summary>Holds some columns of the page against the API's items, in the same order.</summary>
    /// <param name="rows">Of the page.</param>
    /// <param name="items">Of the API.</param>
    /// <param name="columns">The key of a column, and where its value is in an item: members separated by dots.</param>
    public static void AssertEqual(
        List<Dictionary<string, string>> rows,
        IReadOnlyList<JsonElement> items,
        params IEnumerable<(string Key, string Path)> columns
    )
    {
        Assert.Equal(items.Count, rows.Count);
        foreach (var (key, path) in columns)
        {
            Assert.All(rows, row => Assert.True(row.ContainsKey(key), $"there is no column {key}"));
            Assert.Equal(
                items.Select(item => $"{key}: {Plain(At(item, path))}"),
                rows.Select(row => $"{key}: {Plain(row[key])}")
            );
        }
    }

    /// <summary>As above, where the columns have the names of the members.</summary>
    public static void AssertEqual(
        List<Dictionary<string, string>> rows,
        IReadOnlyList<JsonElement> items,
        params IEnumerable<string> columns
    ) => AssertEqual(rows, items, columns.Select(name => (name, name)));

    /// <summary>Items from an object of columns, as charts have them.</summary>
    public static List<JsonElement> FromColumns(JsonElement series, params string[] columns)
    {
        var length = series.GetProperty("at_unix_s").GetArrayLength();
        return
        [
            .. Enumerable
                .Range(0, length)
                .Select(i =>
                    JsonSerializer.SerializeToElement(
                        columns.ToDictionary(name => name, name => series.GetProperty(name)[i], StringComparer.Ordinal)
                    )
                ),
        ];
    }

    /// <summary>The number as it reads back; a word as it is; nothing for null.</summary>
    public static string Plain(JsonElement? value) =>
        value is not { } known || known.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? ""
        : known.ValueKind is JsonValueKind.Number ? Plain(known.GetDouble())
        : known.ValueKind is JsonValueKind.True ? "yes"
        : known.ValueKind is JsonValueKind.False ? "no"
        : Plain(known.ToString());

    private static string Plain(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Plain(number) : text;

    private static string Plain(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static JsonElement? At(JsonElement item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                if (item.ValueKind is not JsonValueKind.Array)
                    return null;
                item = item[place];
            }
            else if (item.ValueKind is not JsonValueKind.Object || !item.TryGetProperty(name, out item))
                return null;
        }

        return item;
    }
}
