using Weir.Cli.Serving;

namespace Weir.UnitTests.Cli.Serving;

public sealed class CompanyTests
{
    private static readonly Company Sample = new(
        "weir lab",
        "p reports",
        () => [],
        new Dictionary<char, Func<Task<IReadOnlyList<string>>>>
        {
            ['p'] = () => Task.FromResult<IReadOnlyList<string>>(["a report"]),
        }
    );

    [Theory]
    [InlineData('p', true)]
    [InlineData('P', true)]
    [InlineData('q', false)]
    public void Its_keys_are_its_own_in_either_case(char key, bool isFound) =>
        Assert.Equal(isFound, Sample.Find(key) is not null);

    [Fact]
    public void Its_keys_continue_a_list() => Assert.Equal(", p", Sample.Names);
}
