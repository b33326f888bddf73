using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Load.Clients;
using Weir.Measurements.Records;

namespace Weir.Load.Programs;

/// <summary>A client of a run that is somebody else's program: held, let go, watched to its end, and its file proven.</summary>
/// <param name="output">Where its file is to be.</param>
/// <param name="log">What else it prints.</param>
internal sealed class ProgramClient(string name, SourceAddress source, string output, string log, TimeProvider time)
    : IRunClient,
        IDisposable
{
    private const int HashBuffer = 1 << 20;
    private const int LongestReason = 300;
    private const int LogEnd = 4096;

    private HeldProgram? _program;
    private long _releasedAt;

    public string Name => name;

    public SourceAddress Source => source;

    public ClientTrace Trace { get; } = new();

    public bool IsOver { get; private set; }

    /// <summary>What is there of its file now.</summary>
    public long Bytes => File.Exists(output) ? new FileInfo(output).Length : 0;

    public void Prepare(CommandTemplate command, IReadOnlyList<string> urls)
    {
        File.Delete(output);
        var words = command.Fill(source.Url, urls, output, name);
        _program = HeldProgram.Start(words, log, command.NamesOutput ? null : output, out var fault);
        Trace.Error = fault;
    }

    public void Release(long runStarted)
    {
        if (_program is null)
            return;
        Trace.StartedAt = time.GetUtcNow();
        _releasedAt = time.GetTimestamp();
        Trace.RequestedAt = time.GetElapsedTime(runStarted, _releasedAt);
        _program.Release();
    }

    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (_program is null)
        {
            if (Trace.Error is null)
                (Trace.Outcome, Trace.Error) = (TransferOutcome.Cancelled, "interrupted");
        }
        else
        {
            var code = await _program.WaitAsync(timeout, time, cancellation);
            Trace.Duration = time.GetElapsedTime(_releasedAt);
            if (code is null && cancellation.IsCancellationRequested)
                (Trace.Outcome, Trace.Error) = (TransferOutcome.Cancelled, "interrupted");
            else
                Trace.Error =
                    code is null ? $"it did not end within {timeout.TotalSeconds:0.#} s and was killed"
                    : code != 0 ? $"exit code {code}{LastWords()}"
                    : !File.Exists(output) ? $"it ended well, and left no file at {{out}}{LastWords()}"
                    : null;
        }

        Trace.Bytes = Bytes;
        IsOver = true;
    }

    /// <summary>Hashes its file; only when all programs are over, so that none of them is slowed down by it.</summary>
    public void Verify(Checksum checksum)
    {
        if (_program is null || Trace.Error is not null)
            return;
        try
        {
            Trace.Hash = Hash(checksum.Algorithm);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Trace.Error = $"its file cannot be read; {error.Message}";
            return;
        }

        var isRight = Trace.Hash == checksum.Hex;
        Trace.Outcome = isRight ? TransferOutcome.Ok : TransferOutcome.Corrupt;
        if (isRight)
            Trace.Size = Trace.Bytes;
        else
            Trace.Error = $"the file has the hash {checksum.Algorithm.Name()}:{Trace.Hash}, expected {checksum}";
    }

    public void Dispose() => _program?.Dispose();

    private string Hash(HashAlgorithmKind algorithm)
    {
        using var hasher = algorithm.CreateHasher();
        using var file = new FileStream(output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[HashBuffer];
        int read;
        while ((read = file.Read(buffer)) > 0)
            hasher.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hasher.GetHashAndReset());
    }

    /// <summary>The last line of its log, which mostly says what was wrong.</summary>
    private string LastWords()
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = Math.Max(0, file.Length - LogEnd);
            using var text = new StreamReader(file);
            var last = text.ReadToEnd().Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim();
            return last is null ? "" : $": {(last.Length > LongestReason ? last[..LongestReason] : last)}";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
