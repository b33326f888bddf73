using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using Weir.Measurements.Units;

namespace Weir.Testing.Processes;

/// <summary>An external program with its output, line by line. Disposal kills it, and nothing else.</summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan MemoryPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>For what takes seconds beside other programs; only something broken takes as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly LineLog _output = new();
    private readonly LineLog _errors = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private long _peakMemory;

    private ProgramProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _watch = Task.WhenAll(
            _output.ReadAsync(process.StandardOutput),
            _errors.ReadAsync(process.StandardError),
            WatchMemoryAsync(_stop.Token)
        );
    }

    public int Id { get; }

    /// <summary>The lines of stdout so far.</summary>
    public IReadOnlyList<string> Output => _output.Lines();

    /// <summary>The lines of stderr so far.</summary>
    public IReadOnlyList<string> Errors => _errors.Lines();

    public bool HasExited => _process.HasExited;

    /// <summary>
    /// The largest resident memory seen (VmHWM of <c>/proc/PID/status</c>, read every 20 ms and kept after the end).
    /// </summary>
    public ByteSize PeakMemory
    {
        get
        {
            ReadMemory();
            return new ByteSize(Interlocked.Read(ref _peakMemory));
        }
    }

    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Handed over as they are, without a shell.</param>
    /// <param name="folder">The working folder; null for this process's own.</param>
    /// <param name="environment">Variables to add; null as a value takes one away.</param>
    public static ProgramProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? ReadOnlyDictionary<string, string?>.Empty)
            start.Environment[name] = value;

        return new ProgramProcess(
            Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.")
        );
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        TimeSpan? timeout = null
    )
    {
        await using var process = Start(program, arguments, folder);
        process.CloseInput();
        var code = await process.WaitForExitAsync(timeout);
        return new ProgramResult(code, process.Output, process.Errors, process.PeakMemory);
    }

    /// <summary>The first line of stdout that fits, past or to come.</summary>
    /// <exception cref="TimeoutException">No such line in time; the message tells all that was printed.</exception>
    public Task<string> WaitForOutputAsync(Func<string, bool> fits, TimeSpan? timeout = null) =>
        WaitForLineAsync(_output, fits, timeout);

    /// <summary>The first line of stderr that fits, past or to come.</summary>
    /// <exception cref="TimeoutException">No such line in time; the message tells all that was printed.</exception>
    public Task<string> WaitForErrorAsync(Func<string, bool> fits, TimeSpan? timeout = null) =>
        WaitForLineAsync(_errors, fits, timeout);

    /// <summary>Waits for the end and for all of the output; gives the exit code, 128 + n after signal n.</summary>
    /// <exception cref="TimeoutException">It goes on; the message tells all that was printed.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Patience, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _stop.CancelAsync();
            await _watch.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException(Describe("did not end in time"), error);
        }

        return _process.ExitCode;
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal to this process alone; nothing when it has ended.</summary>
    public void Send(Signal signal)
    {
        if (!_process.HasExited)
            Signals.Send(Id, signal);
    }

    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await _process.WaitForExitAsync();
        await _stop.CancelAsync();
        _process.Dispose();
        _stop.Dispose();
    }

    private async Task<string> WaitForLineAsync(LineLog log, Func<string, bool> fits, TimeSpan? timeout)
    {
        using var limit = new CancellationTokenSource(timeout ?? Patience, TimeProvider.System);
        try
        {
            return await log.WaitAsync(fits, limit.Token)
                ?? throw new InvalidOperationException(Describe("ended without the line"));
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException(Describe("did not print the line in time"), error);
        }
    }

    private string Describe(string what) =>
        $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} {what}.\n"
        + $"stdout:\n{string.Join('\n', Output)}\nstderr:\n{string.Join('\n', Errors)}";

    private async Task WatchMemoryAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            ReadMemory();
            await Task.Delay(MemoryPoll, TimeProvider.System, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ReadMemory()
    {
        try
        {
            var peak = File.ReadLines($"/proc/{Id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            // "VmHWM:	  123456 kB", where kB are KiB. A zombie has none.
            if (peak is not null)
                Interlocked.Exchange(
                    ref _peakMemory,
                    long.Parse(peak.AsSpan(6).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024
                );
        }
        catch (IOException)
        {
            // It has ended; the last value stands.
        }
    }
}
