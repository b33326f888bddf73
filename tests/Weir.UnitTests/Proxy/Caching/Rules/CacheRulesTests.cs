using Weir.Http.Fields;
using Weir.Proxy.Caching.Rules;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Rules;

public class CacheRulesTests
{
    [Theory]
    [InlineData("GET", StoreDecision.Store)]
    [InlineData("HEAD", StoreDecision.Method)]
    [InlineData("POST", StoreDecision.Method)]
    [InlineData("get", StoreDecision.Method)]
    public void Only_answers_to_GET_are_stored_RFC_9111_3(string method, StoreDecision expected) =>
        Assert.Equal(
            expected,
            CacheRules.Storable(RequestOf(method + " /f HTTP/1.1", "Host: a"), Stored.Ok("Cache-Control: max-age=60"))
        );

    [Theory]
    [InlineData(200, "max-age=60", StoreDecision.Store)]
    [InlineData(299, "max-age=60", StoreDecision.Store)]
    [InlineData(302, "max-age=60", StoreDecision.Store)]
    [InlineData(500, "max-age=60", StoreDecision.Store)]
    [InlineData(599, "max-age=60", StoreDecision.Store)]
    [InlineData(206, "max-age=60", StoreDecision.Status)]
    [InlineData(304, "max-age=60", StoreDecision.Status)]
    [InlineData(599, "max-age=60, must-understand", StoreDecision.Status)]
    [InlineData(404, "max-age=60, must-understand", StoreDecision.Store)]
    [InlineData(200, "max-age=60, must-understand, no-store", StoreDecision.Store)]
    [InlineData(200, "max-age=60, no-store", StoreDecision.NoStore)]
    [InlineData(200, "max-age=60, NO-STORE", StoreDecision.NoStore)]
    [InlineData(200, "max-age=60, private", StoreDecision.Private)]
    [InlineData(200, "max-age=60, private=\"x\"", StoreDecision.Store)]
    [InlineData(200, "max-age=60, private=x", StoreDecision.Private)]
    public void Status_and_directives_decide_RFC_9111_3(int status, string control, StoreDecision expected) =>
        Assert.Equal(
            expected,
            CacheRules.Storable(Request(), Stored.Response($"HTTP/1.1 {status} X", "Cache-Control: " + control))
        );

    [Fact]
    public void A_request_s_no_store_holds_for_its_answer_RFC_9111_5_2_1_5() =>
        Assert.Equal(
            StoreDecision.NoStore,
            CacheRules.Storable(Request("Cache-Control: no-store"), Stored.Ok("Cache-Control: max-age=60"))
        );

    [Theory]
    [InlineData("max-age=60", StoreDecision.Authorization)]
    [InlineData("max-age=60, public", StoreDecision.Store)]
    [InlineData("max-age=60, must-revalidate", StoreDecision.Store)]
    [InlineData("s-maxage=60", StoreDecision.Store)]
    [InlineData("max-age=60, proxy-revalidate", StoreDecision.Authorization)]
    public void An_answer_to_Authorization_is_shared_only_when_it_says_so_RFC_9111_3_5(
        string control,
        StoreDecision expected
    ) =>
        Assert.Equal(
            expected,
            CacheRules.Storable(Request("Authorization: Basic eDp5"), Stored.Ok("Cache-Control: " + control))
        );

    [Theory]
    [InlineData("Last-Modified: {-1000}", StoreDecision.SetCookie)]
    [InlineData("Last-Modified: {-1000} | Cache-Control: public", StoreDecision.Store)]
    [InlineData("Last-Modified: {-1000} | Cache-Control: private=\"set-cookie\"", StoreDecision.Store)]
    [InlineData("Cache-Control: max-age=60", StoreDecision.Store)]
    [InlineData("Expires: {60}", StoreDecision.Store)]
    public void A_cookie_is_not_shared_by_a_guess_RFC_9111_7_3(string fields, StoreDecision expected) =>
        Assert.Equal(expected, CacheRules.Storable(Request(), Stored.Ok([.. Stored.Split(fields), "Set-Cookie: a=b"])));

    [Theory]
    [InlineData("Cache-Control: max-age=60 | Vary: *", StoreDecision.VaryAny)]
    [InlineData("Cache-Control: max-age=60 | Vary: foo, *", StoreDecision.VaryAny)]
    [InlineData("Cache-Control: max-age=60 | Vary: foo", StoreDecision.Store)]
    public void What_varies_by_everything_fits_nobody_else_RFC_9111_4_1(string fields, StoreDecision expected) =>
        Assert.Equal(expected, CacheRules.Storable(Request(), Stored.Ok(Stored.Split(fields))));

    [Theory]
    [InlineData(200, "Last-Modified: {-1000}", StoreDecision.Store)]
    [InlineData(200, "ETag: \"a\"", StoreDecision.Store)]
    [InlineData(200, "Cache-Control: max-age=0 | ETag: \"a\"", StoreDecision.Store)]
    [InlineData(200, "Cache-Control: no-cache | ETag: \"a\"", StoreDecision.Store)]
    [InlineData(200, "Cache-Control: max-age=0", StoreDecision.NoFreshness)]
    [InlineData(200, "", StoreDecision.NoFreshness)]
    [InlineData(403, "Last-Modified: {-1000}", StoreDecision.NoFreshness)]
    [InlineData(403, "Last-Modified: {-1000} | Cache-Control: public", StoreDecision.Store)]
    [InlineData(400, "ETag: \"a\"", StoreDecision.NoFreshness)]
    public void What_could_never_be_served_is_not_stored(int status, string fields, StoreDecision expected) =>
        Assert.Equal(
            expected,
            CacheRules.Storable(Request(), Stored.Response($"HTTP/1.1 {status} X", Stored.Split(fields)))
        );

    [Theory]
    // RFC 9111 4.2: fresh while the lifetime is more than the age.
    [InlineData("max-age=60", "", 59.9, null)]
    [InlineData("max-age=60", "", 60, ForwardReason.Stale)]
    // 5.2.2.4.
    [InlineData("max-age=60, no-cache", "", 0, ForwardReason.Stale)]
    // 5.2.1.1.
    [InlineData("max-age=60", "max-age=0", 0, null)]
    [InlineData("max-age=60", "max-age=0", 1, ForwardReason.Request)]
    [InlineData("max-age=60", "max-age=10", 10, null)]
    [InlineData("max-age=60", "max-age=10", 11, ForwardReason.Request)]
    // 5.2.1.2.
    [InlineData("max-age=60", "max-stale=10", 70, null)]
    [InlineData("max-age=60", "max-stale=10", 71, ForwardReason.Stale)]
    [InlineData("max-age=60", "max-stale", 100000, null)]
    // 5.2.2.2, 5.2.2.8, 5.2.2.10, 5.2.2.4: what forbids it.
    [InlineData("max-age=60, must-revalidate", "max-stale", 61, ForwardReason.Stale)]
    [InlineData("max-age=60, proxy-revalidate", "max-stale", 61, ForwardReason.Stale)]
    [InlineData("s-maxage=60", "max-stale", 61, ForwardReason.Stale)]
    [InlineData("max-age=60, no-cache", "max-stale", 61, ForwardReason.Stale)]
    [InlineData("max-age=60, must-revalidate", "", 59, null)]
    // 5.2.1.3.
    [InlineData("max-age=60", "min-fresh=10", 50, null)]
    [InlineData("max-age=60", "min-fresh=10", 51, ForwardReason.Request)]
    // 5.2.1.4.
    [InlineData("max-age=60", "no-cache", 0, ForwardReason.Request)]
    // 5.2.1.5 is about storing, not about serving.
    [InlineData("max-age=60", "no-store", 0, null)]
    public void Directives_of_both_sides_decide_about_reuse(
        string response,
        string request,
        double age,
        ForwardReason? expected
    )
    {
        var control = CacheControl.Of(Request(request.Length > 0 ? ["Cache-Control: " + request] : []));

        var reuse = CacheRules.Decide(control, Stored.Ok("Cache-Control: " + response), Stored.Now.AddSeconds(age));

        Assert.Equal(expected, reuse.Reason);
    }

    [Theory]
    [InlineData("max-age=60, stale-while-revalidate=30", "", 80, true)]
    [InlineData("max-age=60, stale-while-revalidate=30", "", 90, false)]
    [InlineData("max-age=60, stale-while-revalidate=30", "", 50, false)]
    [InlineData("max-age=60, stale-while-revalidate=30", "max-age=70", 80, false)]
    [InlineData("max-age=60, stale-while-revalidate=30", "min-fresh=1", 80, false)]
    [InlineData("max-age=60, stale-while-revalidate=30", "no-cache", 80, false)]
    [InlineData("max-age=60, stale-while-revalidate=30, must-revalidate", "", 80, false)]
    [InlineData("s-maxage=60, stale-while-revalidate=30", "", 80, false)]
    public void Stale_is_served_while_it_is_revalidated_RFC_5861_3(
        string response,
        string request,
        double age,
        bool expected
    )
    {
        var control = CacheControl.Of(Request(request.Length > 0 ? ["Cache-Control: " + request] : []));

        var reuse = CacheRules.Decide(control, Stored.Ok("Cache-Control: " + response), Stored.Now.AddSeconds(age));

        Assert.Equal(expected, reuse is { IsAllowed: true, IsToBeRevalidated: true });
    }

    [Theory]
    [InlineData("max-age=60, stale-if-error=30", "", 90, true)]
    [InlineData("max-age=60, stale-if-error=30", "", 91, false)]
    [InlineData("max-age=60", "stale-if-error=30", 90, true)]
    [InlineData("max-age=60", "", 61, false)]
    [InlineData("max-age=60, stale-if-error=30, proxy-revalidate", "", 70, false)]
    [InlineData("max-age=60, stale-if-error=30", "no-cache", 70, false)]
    [InlineData("max-age=60, stale-if-error=30", "max-age=65", 70, false)]
    public void Stale_is_served_in_the_place_of_an_error_RFC_5861_4(
        string response,
        string request,
        double age,
        bool expected
    )
    {
        var control = CacheControl.Of(Request(request.Length > 0 ? ["Cache-Control: " + request] : []));
        var stored = Stored.Ok("Cache-Control: " + response);

        Assert.Equal(expected, CacheRules.MayServeOnError(control, stored, Stored.Now.AddSeconds(age)));
    }

    [Fact]
    public void Time_to_live_counts_down_and_goes_below_zero()
    {
        var stored = Stored.Ok("Cache-Control: max-age=60", "Age: 20");

        Assert.Equal(40, CacheRules.Decide(default, stored, Stored.Now).TimeToLive.TotalSeconds);
        Assert.Equal(-10, CacheRules.Decide(default, stored, Stored.Now.AddSeconds(50)).TimeToLive.TotalSeconds);
    }

    [Fact]
    public void Fields_for_the_own_request_alone_are_not_for_others_RFC_9111_5_2_2_7()
    {
        var response = Stored.Ok(
            "Cache-Control: max-age=60, private=\"set-cookie, X-User\", no-cache=\"x-b\"",
            "Set-Cookie: a=b",
            "X-User: me",
            "x-B: 1",
            "X-Kept: 2"
        );

        var kept = response.ForOthers();

        Assert.Equal(0, kept.Head.CountOf("Set-Cookie"u8) + kept.Head.CountOf("X-User"u8) + kept.Head.CountOf("X-B"u8));
        Assert.Equal(1, kept.Head.CountOf("X-Kept"u8));
        Assert.Equal(TimeSpan.FromSeconds(60), kept.Lifetime);
    }

    [Theory]
    [InlineData("max-age=60, immutable", "max-age=0", null)]
    [InlineData("max-age=60", "max-age=0", ForwardReason.Request)]
    [InlineData("max-age=60, immutable", "no-cache", ForwardReason.Request)]
    [InlineData("max-age=60, immutable", "min-fresh=50", ForwardReason.Request)]
    [InlineData("max-age=5, immutable", "max-age=0", ForwardReason.Request)]
    [InlineData("max-age=5, immutable", "", ForwardReason.Stale)]
    public void What_is_immutable_is_not_validated_while_it_is_fresh_RFC_8246(
        string response,
        string request,
        ForwardReason? expected
    ) =>
        Assert.Equal(
            expected,
            CacheRules
                .Decide(
                    CacheControl.Of(request.Length > 0 ? Request("Cache-Control: " + request) : Request()),
                    Stored.Ok("Cache-Control: " + response),
                    Stored.Now.AddSeconds(20)
                )
                .Reason
        );
}
