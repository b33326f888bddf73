using Weir.Analysis.Periods;
using Weir.Analysis.Statistics;

namespace Weir.Analysis.Simulation;

/// <summary>When a disturbance is there. Clock times are those of the scenario's zone.</summary>
public abstract record Timetable
{
    /// <summary>The stretches of the days from <paramref name="first"/> on, in UTC, in order.</summary>
    internal abstract IEnumerable<Stretch> Stretches(DateOnly first, int days, TimeZoneInfo zone, SeededRandom random);

    /// <summary>Between two times of the day, on a share of the days; its ends move by some minutes from day to day.</summary>
    /// <param name="To">Before <paramref name="From"/>: on the next day.</param>
    public sealed record Daily(TimeOnly From, TimeOnly To, double DayShare = 1, bool OnlyWorkdays = false) : Timetable
    {
        private const double EdgeMinutes = 10;

        internal override IEnumerable<Stretch> Stretches(
            DateOnly first,
            int days,
            TimeZoneInfo zone,
            SeededRandom random
        )
        {
            for (var i = 0; i < days; i++)
            {
                var day = first.AddDays(i);
                var isOn = random.Chance(DayShare);
                var (early, late) = (random.NextNormal() * EdgeMinutes, random.NextNormal() * EdgeMinutes);
                var strength = Math.Exp(0.25 * random.NextNormal());
                if (!isOn || (OnlyWorkdays && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday))
                    continue;
                var from = LocalTime.ToMoment(day.ToDateTime(From), zone).AddMinutes(early);
                var to = LocalTime.ToMoment(day.AddDays(To < From ? 1 : 0).ToDateTime(To), zone).AddMinutes(late);
                yield return new Stretch(from, to, strength);
            }
        }
    }

    /// <summary>Once a day, on a share of the days, at a time that is another one each day.</summary>
    public sealed record AnyTime(TimeSpan Length, double DayShare) : Timetable
    {
        internal override IEnumerable<Stretch> Stretches(
            DateOnly first,
            int days,
            TimeZoneInfo zone,
            SeededRandom random
        )
        {
            for (var i = 0; i < days; i++)
            {
                var start = random.NextDouble() * 24;
                var strength = Math.Exp(0.25 * random.NextNormal());
                if (!random.Chance(DayShare))
                    continue;
                var from = LocalTime.ToMoment(first.AddDays(i).ToDateTime(default), zone).AddHours(start);
                yield return new Stretch(from, from + Length, strength);
            }
        }
    }

    /// <summary>Short ones at any time, so that they cover a share of it.</summary>
    public sealed record Bursts(double Share) : Timetable
    {
        private const double MeanMinutes = 20;

        internal override IEnumerable<Stretch> Stretches(
            DateOnly first,
            int days,
            TimeZoneInfo zone,
            SeededRandom random
        )
        {
            var at = LocalTime.ToMoment(first.ToDateTime(default), zone);
            var end = at.AddDays(days);
            while (true)
            {
                at = at.AddMinutes(MeanMinutes * (1 - Share) / Share * random.NextExponential());
                var length = MeanMinutes * random.NextExponential();
                if (at >= end)
                    yield break;
                yield return new Stretch(at, at.AddMinutes(length), Math.Exp(0.25 * random.NextNormal()));
                at = at.AddMinutes(length);
            }
        }
    }

    /// <summary>From one share of the period to another, without a pause: 0.5 to 1 is its second half.</summary>
    public sealed record Constant(double From, double To) : Timetable
    {
        internal override IEnumerable<Stretch> Stretches(
            DateOnly first,
            int days,
            TimeZoneInfo zone,
            SeededRandom random
        )
        {
            // Somewhere in the day: a route does not change at midnight.
            var hour = random.NextDouble() * 24;
            var start = LocalTime.ToMoment(first.ToDateTime(default), zone);
            yield return new Stretch(
                start.AddDays(Math.Round(days * From)).AddHours(hour),
                To >= 1 ? start.AddDays(days + 2) : start.AddDays(Math.Round(days * To)).AddHours(hour),
                1
            );
        }
    }
}
