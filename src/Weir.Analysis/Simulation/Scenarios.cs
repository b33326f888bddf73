namespace Weir.Analysis.Simulation;

/// <summary>The stories that can be simulated.</summary>
public static class Scenarios
{
    private static readonly Timetable Evenings = new Timetable.Daily(new TimeOnly(19, 0), new TimeOnly(23, 0));

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario { Name = "quiet", Description = "nothing but noise" },
        new Scenario
        {
            Name = "evening-peak",
            Description = "every evening from 19:00 to 23:00 is slow, and most is downloaded at 20:00",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion)],
            DemandPeak = 20,
        },
        new Scenario
        {
            Name = "weekday-evenings",
            Description = "as evening-peak, on working days only",
            Disturbances =
            [
                new Disturbance(
                    new Timetable.Daily(new TimeOnly(19, 0), new TimeOnly(23, 0), OnlyWorkdays: true),
                    Effect.Congestion
                ),
            ],
            DemandPeak = 20,
        },
        new Scenario
        {
            Name = "mild-evenings",
            Description = "every evening has 4 ms more",
            Disturbances = [new Disturbance(Evenings, Effect.Mild)],
        },
        new Scenario
        {
            Name = "across-midnight",
            Description = "22:30 to 02:00 is slow, on 70 % of the days",
            Disturbances =
            [
                new Disturbance(
                    new Timetable.Daily(new TimeOnly(22, 30), new TimeOnly(2, 0), DayShare: 0.7),
                    Effect.Congestion
                ),
            ],
        },
        new Scenario
        {
            Name = "twice-a-day",
            Description = "noon to 13:30 and 19:00 to 22:00 are slow",
            Disturbances =
            [
                new Disturbance(new Timetable.Daily(new TimeOnly(12, 0), new TimeOnly(13, 30)), Effect.Congestion),
                new Disturbance(new Timetable.Daily(new TimeOnly(19, 0), new TimeOnly(22, 0)), Effect.Congestion),
            ],
        },
        new Scenario
        {
            Name = "route-change",
            Description = "from the middle on the way is 15 ms longer",
            Disturbances = [new Disturbance(new Timetable.Constant(0.5, 1), Effect.LongerRoute)],
        },
        new Scenario
        {
            Name = "random-bursts",
            Description = "short bursts at any time, 8 % of it",
            Disturbances = [new Disturbance(new Timetable.Bursts(0.08), Effect.Congestion)],
        },
        new Scenario
        {
            Name = "random-three-hours",
            Description = "on 40 % of the days three slow hours, at another time each day",
            Disturbances = [new Disturbance(new Timetable.AnyTime(TimeSpan.FromHours(3), 0.4), Effect.Congestion)],
        },
        new Scenario
        {
            Name = "gaps",
            Description = "evening-peak with 40 % of the measurements missing",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion)],
            DemandPeak = 20,
            Gaps = 0.4,
        },
        new Scenario
        {
            Name = "quiet-gaps",
            Description = "quiet with 40 % of the measurements missing",
            Gaps = 0.4,
        },
        new Scenario
        {
            Name = "noisy",
            Description = "three times the noise, and nothing else",
            Noise = 3,
        },
        new Scenario
        {
            Name = "noisy-evenings",
            Description = "evening-peak in three times the noise",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion)],
            DemandPeak = 20,
            Noise = 3,
        },
        new Scenario
        {
            Name = "dst-spring",
            Description = "evening-peak in Berlin around 29 March 2026, when a day has 23 hours",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion)],
            DemandPeak = 20,
            Zone = "Europe/Berlin",
            FirstDay = new DateOnly(2026, 3, 16),
        },
        new Scenario
        {
            Name = "dst-autumn",
            Description = "evening-peak in Berlin around 25 October 2026, when a day has 25 hours",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion)],
            DemandPeak = 20,
            Zone = "Europe/Berlin",
            FirstDay = new DateOnly(2026, 10, 12),
        },
        new Scenario
        {
            Name = "all-day-congestion",
            Description = "congested around the clock in the middle third",
            Disturbances = [new Disturbance(new Timetable.Constant(0.33, 0.67), Effect.Congestion)],
        },
        new Scenario
        {
            Name = "server-overload",
            Description = "the first target answers late and slowly on evenings, whoever asks",
            Disturbances = [new Disturbance(Evenings, Effect.Overload, Scope.FirstTarget)],
            DemandPeak = 20,
        },
        new Scenario
        {
            Name = "agent-trouble",
            Description = "the first agent has slow evenings, whatever it asks for",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion, Scope.FirstAgent)],
        },
        new Scenario
        {
            Name = "path-trouble",
            Description = "the first agent has slow evenings to the first target only",
            Disturbances = [new Disturbance(Evenings, Effect.Congestion, Scope.FirstPath)],
        },
    ];

    /// <summary>Null when there is none of this name.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
