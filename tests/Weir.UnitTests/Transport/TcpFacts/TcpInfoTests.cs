using Weir.Transport.TcpFacts;

namespace Weir.UnitTests.Transport.TcpFacts;

public sealed class TcpInfoTests
{
    [Fact]
    public void Fields_are_read_from_their_places()
    {
        var bytes = new byte[232];
        BitConverter.TryWriteBytes(bytes.AsSpan(68), 1500u);
        BitConverter.TryWriteBytes(bytes.AsSpan(92), 2500u);
        BitConverter.TryWriteBytes(bytes.AsSpan(100), 3u);
        BitConverter.TryWriteBytes(bytes.AsSpan(148), 900u);
        BitConverter.TryWriteBytes(bytes.AsSpan(160), 125_000_000UL);
        BitConverter.TryWriteBytes(bytes.AsSpan(224), 7u);
        BitConverter.TryWriteBytes(bytes.AsSpan(80), 42u);
        BitConverter.TryWriteBytes(bytes.AsSpan(168), 4_000_000UL);
        BitConverter.TryWriteBytes(bytes.AsSpan(176), 3_000_000UL);
        BitConverter.TryWriteBytes(bytes.AsSpan(184), 500_000UL);

        var info = TcpInfo.Parse(bytes);

        Assert.Equal(TimeSpan.FromMicroseconds(1500), info.Rtt);
        Assert.Equal(TimeSpan.FromMicroseconds(2500), info.ReceiverRtt);
        Assert.Equal(TimeSpan.FromMicroseconds(900), info.MinRtt);
        Assert.Equal(3, info.Retransmits);
        Assert.Equal(125_000_000, info.DeliveryRate);
        Assert.Equal(7, info.OutOfOrder);
        Assert.Equal(42, info.CongestionWindow);
        Assert.Equal(TimeSpan.FromSeconds(4), info.Busy);
        Assert.Equal(TimeSpan.FromSeconds(3), info.ReceiverLimited);
        Assert.Equal(TimeSpan.FromSeconds(0.5), info.SendBufferLimited);
    }

    [Fact]
    public void A_kernel_without_a_field_leaves_it_null()
    {
        var info = TcpInfo.Parse(new byte[104]);
        Assert.Null(info.MinRtt);
        Assert.Null(info.DeliveryRate);
        Assert.Null(info.OutOfOrder);
        Assert.Null(info.Busy);
        Assert.Equal(0, info.Retransmits);
    }

    [Fact]
    public void Times_that_were_not_measured_are_null()
    {
        var bytes = new byte[232];
        BitConverter.TryWriteBytes(bytes.AsSpan(148), uint.MaxValue);
        var info = TcpInfo.Parse(bytes);
        Assert.Null(info.Rtt);
        Assert.Null(info.MinRtt);
    }
}
