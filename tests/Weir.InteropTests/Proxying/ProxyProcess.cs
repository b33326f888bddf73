using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

/// <summary>A running <c>weir proxy</c> on a free port.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private ProxyProcess(ProgramProcess process, string url)
    {
        (Process, Url) = (process, url);
    }

    public ProgramProcess Process { get; }

    /// <summary>With its final slash.</summary>
    public string Url { get; }

    /// <summary>Starts it and waits until it answers, relays too.</summary>
    public static async Task<ProxyProcess> StartAsync(string upstream, params string[] options)
    {
        var port = FreePorts.Next();
        var process = WeirProcess.Start(["proxy", "--upstream", upstream, "--listen", $"{port}", .. options]);
        var relays = options.Count(option => option == "--udp");
        var seen = 0;
        await process.WaitForOutputAsync(line => line.Contains($"http://127.0.0.1:{port}", StringComparison.Ordinal));
        if (relays > 0)
            await process.WaitForOutputAsync(line =>
                line.StartsWith("relaying udp ", StringComparison.Ordinal) && ++seen == relays
            );
        return new ProxyProcess(process, $"http://127.0.0.1:{port}/");
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
