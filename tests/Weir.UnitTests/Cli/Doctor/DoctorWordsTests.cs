using Weir.Cli.Doctor;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Cli.Doctor;

public sealed class DoctorWordsTests
{
    private static readonly Diagnosis Fine = Diagnosis.Ok("ports", "TCP 1", "free");
    private static readonly Diagnosis Doubtful = Diagnosis.Warning("clock", "sync", "is off", "start chronyd");
    private static readonly Diagnosis Broken = Diagnosis.Problem("clock", "sun", "is out", "wait");

    [Fact]
    public void Findings_stand_under_their_area_with_the_remedy_below()
    {
        Assert.Equal(
            [
                "ports",
                "  ok       TCP 1: free",
                "clock",
                "  warning  sync: is off",
                "           start chronyd",
                "  problem  sun: is out",
                "           wait",
                "",
                "1 problem, 1 warning",
            ],
            DoctorWords.Lines([Fine, Doubtful, Broken])
        );
        Assert.Equal("all is well", DoctorWords.Lines([Fine]).Last());
        Assert.Equal("nothing is broken; 2 warnings", DoctorWords.Lines([Doubtful, Doubtful]).Last());
        Assert.Equal("2 problems", DoctorWords.Lines([Broken, Broken]).Last());
    }

    [Fact]
    public void A_machine_reads_the_same()
    {
        Assert.Equal(
            """{"type":"finding","at":"1970-01-01T00:00:00Z","area":"clock","subject":"sync","state":"warning","finding":"is off","remedy":"start chronyd"}""",
            DoctorWords.Event(DateTimeOffset.UnixEpoch, Doubtful)
        );
        Assert.Equal(
            """{"type":"doctor","at":"1970-01-01T00:00:00Z","ok":1,"warnings":1,"problems":1}""",
            DoctorWords.Summary(DateTimeOffset.UnixEpoch, [Fine, Doubtful, Broken])
        );
    }

    [Fact]
    public void A_clock_is_good_when_a_daemon_keeps_it_within_a_tenth_of_a_second()
    {
        Assert.Equal(DiagnosisState.Warning, ClockChecks.Of(default).State);
        Assert.Equal(DiagnosisState.Warning, ClockChecks.Of(new ClockQuality(true, TimeSpan.FromSeconds(1))).State);
        Assert.Equal(
            (DiagnosisState.Ok, "wrong by at most 20 ms"),
            (ClockChecks.Of(Kept).State, ClockChecks.Of(Kept).Sentence)
        );
    }

    [Theory]
    [InlineData("2026-01-01", DiagnosisState.Problem, "it is valid from 2026-02-01 on, which has not come yet")]
    [InlineData("2026-03-01", DiagnosisState.Ok, "valid until 2026-05-01")]
    [InlineData("2026-04-20", DiagnosisState.Warning, "it expires on 2026-05-01")]
    [InlineData("2026-05-01", DiagnosisState.Problem, "it has expired on 2026-05-01")]
    public void A_certificate_is_judged_by_its_term(string now, object state, string sentence)
    {
        var found = CertificateChecks.Term(
            "cert.pem",
            new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc),
            new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc),
            new DateTimeOffset(DateTime.Parse(now, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero),
            isKept: false
        );

        Assert.Equal((state, sentence), (found.State, found.Sentence));
    }

    private static ClockQuality Kept => new(IsSynchronized: true, TimeSpan.FromMilliseconds(20));
}
