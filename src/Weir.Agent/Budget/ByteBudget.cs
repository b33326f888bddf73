using Weir.Measurements.Units;

namespace Weir.Agent.Budget;

/// <summary>
/// Keeps downloads within what a day and a month may cost. What was used is on the disk, in a file of the spool's folder,
/// so that a restart does not begin anew. Safe for many threads.
/// </summary>
/// <remarks>
/// A download is asked for with what it took the last time, and that much is set aside before it starts: a process that is
/// killed meanwhile has paid for it. At its end it pays what it took.
/// </remarks>
/// <param name="path">The file; made when it is missing.</param>
public sealed class ByteBudget(BudgetOptions options, string path, TimeProvider time)
{
    private readonly Lock _lock = new(); // guards what follows, and the file
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private BudgetState? _state;

    /// <summary>What has been used today and this month.</summary>
    public (ByteSize Day, ByteSize Month) Used
    {
        get
        {
            lock (_lock)
                return Now() is var state ? (new ByteSize(state.OfDay), new ByteSize(state.OfMonth)) : default;
        }
    }

    /// <summary>What the target took the last time; null when it was not downloaded yet.</summary>
    public long? SizeOf(string target)
    {
        lock (_lock)
            return _sizes.TryGetValue(target, out var size) ? size : null;
    }

    /// <summary>Asks for one more download of a target; null when the budget allows none.</summary>
    /// <param name="refusal">Then, a sentence.</param>
    public BudgetShare? Ask(string target, out string? refusal)
    {
        lock (_lock)
        {
            var state = Now();
            var expected = _sizes.GetValueOrDefault(target);
            refusal =
                Refusal("day", options.Day, state.OfDay, expected)
                ?? Refusal("month", options.Month, state.OfMonth, expected);
            if (refusal is not null)
                return null;
            Set(state.Plus(expected));
            return new BudgetShare(target, expected);
        }
    }

    /// <summary>The download turns out to take more than the last one; null when that is more than is left.</summary>
    public BudgetShare? Raise(BudgetShare share, long bytes)
    {
        ArgumentNullException.ThrowIfNull(share);
        lock (_lock)
        {
            var state = Now();
            if (bytes <= share.Expected)
                return share;
            if (bytes - share.Expected > LeftOf(state))
                return null;
            Set(state.Plus(bytes - share.Expected));
            return share with { Expected = bytes };
        }
    }

    /// <summary>The download is over.</summary>
    /// <param name="share">What was asked for.</param>
    /// <param name="bytes">What it took over the network.</param>
    /// <param name="isWhole">Whether that is what another one will take.</param>
    public void Pay(BudgetShare share, long bytes, bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(share);
        lock (_lock)
        {
            if (isWhole || bytes > _sizes.GetValueOrDefault(share.Target))
                _sizes[share.Target] = bytes;
            Set(Now().Plus(bytes - share.Expected));
        }
    }

    private static string? Refusal(string period, ByteSize? limit, long used, long expected) =>
        limit is not { } most || (used < most.Bytes && used + expected <= most.Bytes)
            ? null
            : $"the byte budget of the {period}, {most}, does not allow it: {new ByteSize(used)} is used"
                + (used < most.Bytes ? $", and the last download took {new ByteSize(expected)}" : "");

    private long? LeftOf(BudgetState state)
    {
        var day = options.Day?.Bytes - state.OfDay;
        var month = options.Month?.Bytes - state.OfMonth;
        return day < month ? day : month ?? day;
    }

    private BudgetState Now()
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), options.Zone).DateTime);
        _state ??= Load() ?? new BudgetState(today, 0, 0);
        return _state.Value.On(today);
    }

    private BudgetState? Load()
    {
        try
        {
            return BudgetState.TryParse(File.ReadAllText(path), out var state) ? state : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Set(BudgetState state)
    {
        _state = state;
        if (options is { Day: null, Month: null })
            return;
        try
        {
            var draft = path + ".new";
            File.WriteAllText(draft, state.ToString());
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk is told by the spool beside it; what is in memory still holds.
        }
    }
}
