using System.Text.Json;

namespace Weir.InteropTests.Getting;

/// <summary>What <c>--json</c> prints, read by name as any other program would.</summary>
internal static class JsonLines
{
    /// <summary>All lines; each must be an object with a type.</summary>
    public static IReadOnlyList<JsonElement> Parse(IEnumerable<string> lines) => [.. lines.Select(Parse)];

    public static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        Assert.False(string.IsNullOrEmpty(document.RootElement.Text("type")), line);
        return document.RootElement.Clone();
    }

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray()];

    public static IEnumerable<string> Names(this JsonElement element) => element.EnumerateObject().Select(p => p.Name);
}
