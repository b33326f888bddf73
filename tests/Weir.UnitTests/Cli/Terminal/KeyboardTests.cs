using System.Collections.Concurrent;
using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class KeyboardTests : IDisposable
{
    private readonly BlockingCollection<ConsoleKeyInfo?> _typed = [];
    private readonly Keyboard _keyboard;

    public KeyboardTests() => _keyboard = new Keyboard(() => _typed.Take());

    public void Dispose() => _typed.Add(null);

    [Fact]
    public void Keys_go_to_who_took_them_last_and_back_when_that_one_is_gone()
    {
        using var menu = new Taker(_keyboard);
        Type('a');
        Assert.Equal('a', menu.Next());
        using (var command = new Taker(_keyboard))
        {
            Type('b');
            Assert.Equal('b', command.Next());
        }

        Type('c');
        Assert.Equal('c', menu.Next());
    }

    [Fact]
    public void One_who_goes_out_of_order_leaves_the_keys_where_they_are()
    {
        var behind = new Taker(_keyboard);
        using var front = new Taker(_keyboard);
        behind.Dispose();
        Type('a');

        Assert.Equal('a', front.Next());
    }

    private void Type(char character) => _typed.Add(Typing.Key(character));

    private sealed class Taker : IDisposable
    {
        private readonly BlockingCollection<ConsoleKeyInfo> _keys = [];
        private readonly IDisposable _taken;

        public Taker(Keyboard keyboard) => _taken = keyboard.Take(_keys.Add);

        public char Next() => _keys.Take(TestContext.Current.CancellationToken).KeyChar;

        public void Dispose() => _taken.Dispose();
    }
}
