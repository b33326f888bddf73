using Weir.Http.Client;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Forwarding;
using Weir.Transport.Loop;

namespace Weir.Proxy.Caching.Fills;

/// <summary>Where it runs: on the client's loop, on a thread, and nowhere while its readers are behind.</summary>
internal sealed partial class Fill
{
    private const int MostOnLoop = 16;

    /// <summary>An answer is awaited for so long by the client's loop, then by a thread of its own.</summary>
    private static readonly TimeSpan LongestOnLoop = TimeSpan.FromSeconds(1);

    /// <summary>What readers that have moved are to call; made when it first waits for them.</summary>
    private Action? _moved;

    /// <summary>Begins, on a thread of its own.</summary>
    public void Begin(FillThreads threads)
    {
        if (!threads.TryRun(() => Run(threads)))
            GiveUp(ForwardFailure.Busy);
    }

    /// <summary>
    /// Begins on the client's loop, as far as that goes without waiting: the request leaves over a kept connection, and an
    /// answer that has come whole is all done there, which saves the ways to a thread and back. Only safe requests: one that
    /// is refused for want of a thread has arrived nevertheless.
    /// </summary>
    /// <param name="loop">On which the client is; this may be another thread.</param>
    public void Begin(FillThreads threads, EventLoop loop)
    {
        // The disk blocks.
        var maySendAhead = loop.IsCurrent && _asked.Body.IsEmpty && Invalidation.IsSafe(_asked.Head.Method);
        if (!maySendAhead || context.Store.Disk is not null || !threads.TryGoWithout())
        {
            Begin(threads);
            return;
        }

        try
        {
            _first = _asked.Route.Site.SendAhead(WriteRequest, out _departed);
            if (
                _departed is { Start: not null, Connection: var connection }
                && connection.TryAwait(loop, TimeOnLoop, () => Advance(connection, threads))
            )
                return;
        }
        catch (Exception bug)
        {
            // Whoever waits for this fill is told by its thread, which comes upon the same.
            context.Faulted?.Invoke(bug);
        }

        threads.DoneWithout();
        Begin(threads);
    }

    /// <summary>It does not begin: another was quicker.</summary>
    public void StandDown() => Tell(new FillOutcome.Overtaken());

    /// <summary>All of it, or what is left; returns when the body is over, or is ahead of its readers.</summary>
    private void Run(FillThreads threads)
    {
        while (!GoOn(mayWait: true) && !TryPark(threads)) { }
    }

    /// <summary>
    /// Goes on, on a thread, when readers have moved; false when it is not them that it waits for. After it nothing here is
    /// touched any more: it may be another thread's already.
    /// </summary>
    private bool TryPark(FillThreads threads) =>
        _transfer?.TryAwaitReaders(_moved ??= () => threads.Continue(() => Run(threads))) is true;

    /// <summary>Something has come, or has not come for a while.</summary>
    private void Advance(ClientConnection connection, FillThreads threads)
    {
        threads.DoneWithout();
        try
        {
            // Many who are told at once are more than a loop has time for.
            var isOnLoop = Followers <= MostOnLoop && connection.TryReadAhead(_asked.IsHead);
            if (!isOnLoop || (!GoOn(mayWait: false) && !TryPark(threads)))
                Begin(threads);
        }
        catch (Exception bug)
        {
            Fault(bug);
        }
    }

    /// <returns>False when it has to wait and may not.</returns>
    private bool GoOn(bool mayWait)
    {
        try
        {
            while (!_told.Task.IsCompleted)
            {
                if (!TryOnce() && !mayWait)
                    return false;
            }

            return _transfer?.Run(mayWait) is not false;
        }
        catch (Exception bug)
        {
            Fault(bug);
            return true;
        }
    }

    private void Fault(Exception bug)
    {
        context.Faulted?.Invoke(bug);
        GiveUp(ForwardFailure.Bug);
    }

    /// <summary>Wherever it is.</summary>
    public void GiveUp(ForwardFailure failure)
    {
        _transfer?.End();
        _departed?.Pool.Recall(_departed);
        Tell(new FillOutcome.Failed(failure, Took));
    }

    private TimeSpan TimeOnLoop =>
        context.Options.HeadTimeout < LongestOnLoop ? context.Options.HeadTimeout : LongestOnLoop;
}
