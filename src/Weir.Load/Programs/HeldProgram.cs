using System.Diagnostics;

namespace Weir.Load.Programs;

/// <summary>
/// A program that has been started and waits at its very beginning: a shell holds its place until it is let go, and then
/// becomes it (exec), so that neither making the process nor the shell is a part of what is measured. The shell runs a fixed
/// script; the command reaches it as words, never as text to be read.
/// </summary>
internal sealed class HeldProgram : IDisposable
{
    private const string Shell = "/bin/sh";

    /// <summary>$1 the log, $2 the file for what is printed (empty: the log), the rest the command.</summary>
    private const string Script = """
        log=$1; out=$2; shift 2
        exec 2>"$log"
        echo ready
        read -r _ || exit 126
        if [ -n "$out" ]; then exec "$@" </dev/null >"$out"; fi
        exec "$@" </dev/null >&2
        """;

    private readonly Process _process;

    private HeldProgram(Process process) => _process = process;

    /// <summary>Starts the program and waits until it stands at its beginning.</summary>
    /// <param name="log">Gets what the program prints as its errors, and all else that is no file.</param>
    /// <param name="printed">The file that gets what it prints; null when that is no file.</param>
    /// <param name="fault">Why it could not be started, in a clause.</param>
    public static HeldProgram? Start(IEnumerable<string> command, string log, string? printed, out string? fault)
    {
        fault = null;
        var start = new ProcessStartInfo(Shell)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var word in (string[])["-c", Script, "weir-load", log, printed ?? "", .. command])
            start.ArgumentList.Add(word);
        try
        {
            var process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is not null)
                return new HeldProgram(process);
            process.Dispose();
            fault = $"{log} cannot be written";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            fault = $"it cannot be started: {error.Message}";
        }

        return null;
    }

    /// <summary>Lets it begin.</summary>
    public void Release()
    {
        try
        {
            _process.StandardInput.BaseStream.Write("\n"u8);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It was killed meanwhile, which its end will tell.
        }
    }

    /// <summary>Waits for its end and kills it, and all that it has started, when that does not come.</summary>
    /// <returns>Its exit code; null when it was killed.</returns>
    public async Task<int?> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            return null;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException)
        {
            // It, or one of its children, has ended by itself.
        }
    }
}
