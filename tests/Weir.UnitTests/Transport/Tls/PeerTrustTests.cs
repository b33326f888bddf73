using Weir.Transport.Tls;

namespace Weir.UnitTests.Transport.Tls;

public sealed class PeerTrustTests
{
    /// <summary>An option that was given and says no, as in <c>--insecure false</c>, leaves them in charge.</summary>
    [Theory]
    [InlineData(null, false, true)]
    [InlineData(null, true, false)]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000", false, false)]
    public void The_system_is_asked_unless_something_else_decides(string? pin, bool isInsecure, bool isAsked) =>
        Assert.Equal(isAsked, PeerTrust.Create(authorityPath: null, pin, isInsecure, out _)!.AsksSystem);
}
