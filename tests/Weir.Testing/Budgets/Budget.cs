using System.Text.Json;
using Weir.Testing.Files;

namespace Weir.Testing.Budgets;

/// <summary>What an operation may allocate, as <c>bench/budgets.json</c> says.</summary>
public static class Budget
{
    /// <summary>The value of one entry, in bytes per operation.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    public static long Of(string area, string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "bench", "budgets.json")));
        return file.RootElement.GetProperty(area).GetProperty(name).GetInt64();
    }
}
