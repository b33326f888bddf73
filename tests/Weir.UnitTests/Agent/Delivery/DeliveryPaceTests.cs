using Weir.Agent.Delivery;
using Weir.Transport.Tls;

namespace Weir.UnitTests.Agent.Delivery;

public sealed class DeliveryPaceTests
{
    private static readonly DeliveryAcknowledged Good = new(1, 0, []);
    private static readonly DeliveryFailed Away = new(DeliveryFaultKind.Unreachable, "away");
    private static readonly DeliveryFailed Refused = new(DeliveryFaultKind.Unauthorized, "refused");
    private static readonly DeliveryFailed TooLarge = new(DeliveryFaultKind.TooLarge, "too large");

    private static readonly DeliveryOptions Options = new()
    {
        Collector = new Uri("http://c/api/v1/measurements"),
        TokenPath = "token",
        Trust = PeerTrust.Create(null, null, false, out _)!,
        FirstDelay = TimeSpan.FromSeconds(1),
        LongestDelay = TimeSpan.FromSeconds(60),
        MaxRecords = 400,
    };

    private readonly DeliveryPace _pace = new(Options, new Random(1));

    [Fact]
    public void Delays_double_up_to_the_longest_and_half_of_each_is_random()
    {
        double[] most = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        foreach (var seconds in most)
            Assert.InRange(_pace.After(Away, 1).TotalSeconds, seconds / 2, seconds);
    }

    [Fact]
    public void They_stay_so_for_years()
    {
        for (var i = 0; i < 10_000; i++)
            Assert.InRange(_pace.After(Away, 1).TotalSeconds, 0.5, 60);
    }

    [Fact]
    public void Success_begins_anew_at_once()
    {
        for (var i = 0; i < 5; i++)
            _pace.After(Away, 1);

        Assert.Equal(TimeSpan.Zero, _pace.After(Good, 1));
        Assert.InRange(_pace.After(Away, 1).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void A_refused_token_is_tried_slowly_from_the_first_time_on() =>
        Assert.InRange(_pace.After(Refused, 1).TotalSeconds, 30, 60);

    [Fact]
    public void The_collectors_wish_is_followed_up_to_an_hour()
    {
        Assert.InRange(_pace.After(Away with { RetryAfter = TimeSpan.FromSeconds(20) }, 1).TotalSeconds, 20, 22);
        Assert.InRange(_pace.After(Away with { RetryAfter = TimeSpan.FromMinutes(30) }, 1).TotalMinutes, 30, 33);
        Assert.InRange(_pace.After(Away with { RetryAfter = TimeSpan.FromDays(9) }, 1).TotalHours, 1, 1.1);
        Assert.True(_pace.After(Away with { RetryAfter = TimeSpan.FromDays(-9) }, 1) > TimeSpan.Zero);
    }

    [Fact]
    public void What_is_too_large_is_halved_until_one_record_alone_is_hopeless()
    {
        var sizes = new List<int> { _pace.Records };
        while (!DeliveryPace.IsHopeless(TooLarge, _pace.Records))
        {
            Assert.Equal(TimeSpan.Zero, _pace.After(TooLarge, _pace.Records));
            sizes.Add(_pace.Records);
        }

        Assert.Equal([400, 200, 100, 50, 25, 12, 6, 3, 1], sizes);
    }

    [Fact]
    public void Requests_grow_again_once_they_are_taken()
    {
        _pace.After(TooLarge, 400);
        _pace.After(TooLarge, 200);
        _pace.After(Good, 100);
        _pace.After(Good, 200);
        _pace.After(Good, 400);

        Assert.Equal(400, _pace.Records);
    }
}
