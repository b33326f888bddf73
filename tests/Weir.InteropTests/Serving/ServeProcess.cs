using Weir.Testing.Processes;

namespace Weir.InteropTests.Serving;

/// <summary>A <c>weir serve</c> with replicas on free ports in a row, steered through its stdin.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private ServeProcess(ProgramProcess process, int firstPort, int replicas)
    {
        Process = process;
        FirstPort = firstPort;
        Count = replicas;
    }

    public ProgramProcess Process { get; }

    public int FirstPort { get; }

    public int Count { get; }

    /// <summary>Starts it and waits until all replicas serve.</summary>
    public static Task<ServeProcess> StartAsync(string root, int replicas = 1, params IEnumerable<string> options) =>
        StartAtAsync(FreePorts.Consecutive(replicas), root, replicas, options);

    /// <summary>As <see cref="StartAsync"/>, on ports that are known before.</summary>
    public static async Task<ServeProcess> StartAtAsync(
        int firstPort,
        string root,
        int replicas = 1,
        params IEnumerable<string> options
    )
    {
        var process = WeirProcess.Start([
            "serve",
            root,
            "--listen",
            replicas == 1 ? $"{firstPort}" : $"{firstPort}..{firstPort + replicas - 1}",
            .. options,
        ]);
        await process.WaitForOutputAsync(line =>
            line.EndsWith($"(replica {replicas})", StringComparison.Ordinal) && line.StartsWith("serving ")
        );
        return new ServeProcess(process, firstPort, replicas);
    }

    public string Url(int replica, string name) => $"http://127.0.0.1:{FirstPort + replica - 1}/{name}";

    /// <summary>One pattern that stands for the file at all replicas.</summary>
    public string Pattern(string name) => $"http://127.0.0.1:{{{FirstPort}..{FirstPort + Count - 1}}}/{name}";

    /// <summary>Types a command such as <c>e2</c> and waits for its answer on stderr.</summary>
    public async Task<string> SayAsync(string command)
    {
        var before = Process.Errors.Count(IsAnswer);
        await Process.WriteLineAsync(command);
        var seen = 0;
        return await Process.WaitForErrorAsync(line => IsAnswer(line) && ++seen > before);
    }

    /// <summary>Ends it in order: a server that has ended has written its log.</summary>
    public async Task EndAsync()
    {
        Process.Send(Signal.Terminate);
        Assert.Equal(0, await Process.WaitForExitAsync());
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static bool IsAnswer(string line) => line.StartsWith("replica ", StringComparison.Ordinal);
}
