using Weir.Cli.Terminal;

namespace Weir.Cli.Doctor;

/// <summary>What <c>weir doctor</c> prints. Pure.</summary>
internal static class DoctorWords
{
    /// <param name="columns">Of the terminal; where there is none, no line is broken.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<Diagnosis> found, int columns = int.MaxValue)
    {
        foreach (var area in found.GroupBy(each => each.Area))
        {
            yield return area.Key;
            foreach (var each in area)
            {
                var mark = $"  {Mark(each.State)}  ";
                yield return WordWrap.After(mark, $"{each.Subject}: {each.Sentence}", columns);
                if (each.Remedy is { } remedy)
                    yield return WordWrap.After(new string(' ', mark.Length), remedy, columns);
            }
        }

        yield return "";
        yield return Total(found);
    }

    public static string Event(DateTimeOffset at, Diagnosis found) =>
        EventLine.Of(
            "finding",
            at,
            json =>
            {
                json.WriteString("area", found.Area);
                json.WriteString("subject", found.Subject);
                json.WriteString("state", Name(found.State));
                json.WriteString("finding", found.Sentence);
                json.WriteString("remedy", found.Remedy);
            }
        );

    public static string Summary(DateTimeOffset at, IReadOnlyList<Diagnosis> found) =>
        EventLine.Of(
            "doctor",
            at,
            json =>
            {
                json.WriteNumber("ok", Count(found, DiagnosisState.Ok));
                json.WriteNumber("warnings", Count(found, DiagnosisState.Warning));
                json.WriteNumber("problems", Count(found, DiagnosisState.Problem));
            }
        );

    private static string Total(IReadOnlyList<Diagnosis> found) =>
        (Count(found, DiagnosisState.Problem), Count(found, DiagnosisState.Warning)) switch
        {
            (0, 0) => "all is well",
            (0, var warnings) => $"nothing is broken; {Number(warnings, "warning")}",
            (var problems, 0) => Number(problems, "problem"),
            (var problems, var warnings) => $"{Number(problems, "problem")}, {Number(warnings, "warning")}",
        };

    private static string Number(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static int Count(IReadOnlyList<Diagnosis> found, DiagnosisState state) =>
        found.Count(each => each.State == state);

    private static string Mark(DiagnosisState state) => Name(state).PadRight(7);

    private static string Name(DiagnosisState state) =>
        state switch
        {
            DiagnosisState.Ok => "ok",
            DiagnosisState.Warning => "warning",
            _ => "problem",
        };
}
