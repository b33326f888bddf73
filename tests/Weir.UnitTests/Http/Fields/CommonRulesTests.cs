using Weir.Http.Fields;

namespace Weir.UnitTests.Http.Fields;

public class CommonRulesTests
{
    [Fact]
    public void Controls_are_those_that_no_line_may_have() =>
        Assert.All(
            Enumerable.Range(0, 256).Select(b => (byte)b),
            b => Assert.Equal(CommonRules.IsControl(b), CommonRules.Controls.Contains(b))
        );
}
