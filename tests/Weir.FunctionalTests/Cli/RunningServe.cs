using System.Net;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.FunctionalTests.Clients;

namespace Weir.FunctionalTests.Cli;

/// <summary>A <c>weir serve</c> within the test, as a user without a terminal has it.</summary>
internal sealed class RunningServe : IAsyncDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private readonly LineWriter _out = new();
    private readonly LineWriter _error = new();

    public RunningServe(params string[] arguments)
    {
        var context = new CommandContext(
            new Output(TextWriter.Synchronized(_out), TextWriter.Synchronized(_error)),
            TimeProvider.System,
            _interrupt.Token
        )
        {
            Input = new Lazy<TextReader>(() => Input),
        };
        Exit = Task.Run(() => CommandLine.RunAsync(["serve", .. arguments], context));
    }

    public TypedInput Input { get; } = new();

    public Task<int> Exit { get; }

    public Task<string> OutAsync(string part) => _out.WaitAsync(part);

    public Task<string> ErrorAsync(string part) => _error.WaitAsync(part);

    /// <summary>A client of the replica whose line of start says the port.</summary>
    public async Task<RawClient> ConnectAsync(int replica = 1)
    {
        var line = await OutAsync($"(replica {replica})");
        var url = new Uri(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Single(word => word.StartsWith("http", StringComparison.Ordinal))
        );
        return await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(url.Host), url.Port));
    }

    public void Interrupt() => _interrupt.Cancel();

    public async ValueTask DisposeAsync()
    {
        Interrupt();
        await Exit;
        _interrupt.Dispose();
    }
}
