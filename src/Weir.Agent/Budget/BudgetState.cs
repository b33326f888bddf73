using System.Globalization;

namespace Weir.Agent.Budget;

/// <summary>What was used of a day and of its month. Pure.</summary>
/// <param name="Day">The day that <paramref name="OfDay"/> is of.</param>
/// <param name="OfDay">Bytes.</param>
/// <param name="OfMonth">Bytes of the month of that day.</param>
internal readonly record struct BudgetState(DateOnly Day, long OfDay, long OfMonth)
{
    /// <summary>On another day: a new day begins with nothing, a new month too. A clock that went back changes nothing.</summary>
    public BudgetState On(DateOnly day) =>
        day <= Day ? this
        : (day.Year, day.Month) == (Day.Year, Day.Month) ? new BudgetState(day, 0, OfMonth)
        : new BudgetState(day, 0, 0);

    public BudgetState Plus(long bytes) =>
        this with
        {
            OfDay = Math.Max(0, OfDay + bytes),
            OfMonth = Math.Max(0, OfMonth + bytes),
        };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd} {OfDay} {OfMonth}");

    public static bool TryParse(string text, out BudgetState state)
    {
        state = default;
        var parts = text.Split(' ', StringSplitOptions.TrimEntries);
        if (
            parts.Length != 3
            || !DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", out var day)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ofDay)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ofMonth)
        )
            return false;
        state = new BudgetState(day, ofDay, ofMonth);
        return true;
    }
}
