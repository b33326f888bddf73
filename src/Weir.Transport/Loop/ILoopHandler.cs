namespace Weir.Transport.Loop;

/// <summary>What a loop calls when something it watches is ready. Always on the loop's own thread; must never block.</summary>
public interface ILoopHandler
{
    /// <param name="events">
    /// Hints, edge-triggered: a flag comes once when the state changes, so a handler acts until the call says
    /// <see cref="IoStatus.WouldBlock"/>. A flag may be wrong; the call that follows tells the truth.
    /// </param>
    void OnReady(LoopEvents events);
}
