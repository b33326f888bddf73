namespace Weir.Agent.Schedule;

/// <summary>Days of the week as crontabs and schedules write them.</summary>
internal static class DayNames
{
    /// <summary>By <see cref="DayOfWeek"/>.</summary>
    public static readonly string[] Short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Reads <c>mon</c>, <c>mon-fri</c>, <c>sat,sun</c>; true for each day that is meant.</summary>
    public static bool TryParse(string text, out bool[] days)
    {
        days = new bool[Short.Length];
        foreach (var part in text.Split(','))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = Find(dash < 0 ? part : part[..dash]);
            var last = dash < 0 ? first : Find(part[(dash + 1)..]);
            if (first < 0 || last < 0)
                return false;
            for (var day = first; ; day = (day + 1) % days.Length)
            {
                days[day] = true;
                if (day == last)
                    break;
            }
        }

        return true;
    }

    private static int Find(string name) =>
        Array.FindIndex(Short, day => day.Equals(name, StringComparison.OrdinalIgnoreCase));
}
