using Weir.InteropTests.Menu;
using Weir.Testing.Origins;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

public sealed class ScreenTests
{
    [Fact]
    public async Task On_a_terminal_it_shows_hits_and_what_is_asked_for_most_until_Ctrl_C()
    {
        await using var origin = new MisbehavingOrigin(
            "content"u8.ToArray(),
            _ => new Misbehaviour { Fields = [("Cache-Control", "max-age=3600")] }
        );
        var (upstream, port) = ($"http://127.0.0.1:{origin.Port}", FreePorts.Next());
        await using var terminal = await Terminal.OpenAsync($"proxy --upstream {upstream} --listen {port}");
        await terminal.WaitForAsync("0 requests from 0 clients");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var i = 0; i < 3; i++)
            await client.GetStringAsync($"http://127.0.0.1:{port}/f", TestContext.Current.CancellationToken);

        await terminal.WaitForAsync("3 requests from");
        await terminal.WaitForAsync("2 hits, 0 revalidated, 1 misses (67 %)");
        await terminal.WaitForAsync("Asked for most:");
        await terminal.WaitForAsync($"{upstream}/f");
        await terminal.PressAsync("C-c");
        await terminal.WaitForAsync("weir ended with 0");
    }
}
