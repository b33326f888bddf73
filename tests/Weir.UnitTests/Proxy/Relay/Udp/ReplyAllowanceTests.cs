using Weir.Proxy.Relay.Udp;

namespace Weir.UnitTests.Proxy.Relay.Udp;

public sealed class ReplyAllowanceTests
{
    [Fact]
    public void A_client_that_never_answers_gets_a_multiple_of_what_it_sent_and_no_more()
    {
        var allowance = new ReplyAllowance(3);
        allowance.Heard(100);

        Assert.True(allowance.TryTell(299));
        Assert.False(allowance.TryTell(2));
        Assert.True(allowance.TryTell(1));
    }

    [Fact]
    public void Asking_often_is_no_answer()
    {
        var allowance = new ReplyAllowance(3);
        for (var i = 0; i < 100; i++)
            allowance.Heard(1);

        Assert.False(allowance.IsVerified);
        Assert.False(allowance.TryTell(301));
    }

    [Fact]
    public void A_client_that_answers_to_several_replies_is_not_bounded()
    {
        var allowance = new ReplyAllowance(3);
        allowance.Heard(10);
        for (var i = 0; i < ReplyAllowance.AnswersToVerify; i++)
        {
            Assert.True(allowance.TryTell(10));
            allowance.Heard(10);
        }

        Assert.True(allowance.TryTell(1_000_000));
    }

    [Fact]
    public void Without_a_ratio_there_is_no_bound() => Assert.True(new ReplyAllowance(0).TryTell(1_000_000));
}
