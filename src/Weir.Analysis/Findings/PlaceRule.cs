using Weir.Analysis.Congestion;

namespace Weir.Analysis.Findings;

/// <summary>Tells where congestion is from who else has it at the same time of the day. Pure.</summary>
public static class PlaceRule
{
    private const double Most = 0.8;
    private const double Few = 0.34;

    /// <param name="one">A series that is congested again and again.</param>
    /// <param name="all">All series of the same metric, this one among them.</param>
    public static Place Of(SeriesFinding one, IReadOnlyList<SeriesFinding> all)
    {
        ArgumentNullException.ThrowIfNull(one);
        var known = all.Where(s => s != one && s.Congestion.Verdict is not CongestionVerdict.Insufficient).ToList();
        var sameAgent = Share(one, known.Where(s => s.Agent == one.Agent));
        var sameTarget = Share(one, known.Where(s => s.Target == one.Target));
        return (sameAgent, sameTarget) switch
        {
            (>= Most, <= Few) => Place.Agent,
            (<= Few, >= Most) => Place.Server,
            (<= Few, <= Few) => Place.Path,
            _ => Place.Unknown,
        };
    }

    /// <summary>Of these series, those that are congested at the same time; null when there are none to compare with.</summary>
    private static double? Share(SeriesFinding one, IEnumerable<SeriesFinding> others)
    {
        var list = others.ToList();
        return list.Count == 0
            ? null
            : (double)
                list.Count(s =>
                    s.Congestion.Windows.Any(w => one.Congestion.Windows.Any(mine => mine.Overlaps(On(w, s))))
                ) / list.Count;

        // Both on the clock of this one. Summer times are passed over: windows are habits of many weeks, on either side of a
        // change too, and an hour does not decide.
        CongestionWindow On(CongestionWindow window, SeriesFinding of)
        {
            var ahead = one.Zone.BaseUtcOffset - of.Zone.BaseUtcOffset;
            return window with { From = window.From.Add(ahead), To = window.To.Add(ahead) };
        }
    }
}
