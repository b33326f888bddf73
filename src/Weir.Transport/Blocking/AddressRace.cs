namespace Weir.Transport.Blocking;

/// <summary>
/// Which address is tried when, of a name that has several (RFC 8305 5, Happy Eyeballs version 2): the next one 250 ms
/// after the one before, or at once when a try fails; the first that connects wins. Pure: the time comes in with each call.
/// </summary>
internal sealed class AddressRace(int addresses, TimeSpan timeout)
{
    /// <summary>RFC 8305 8: the recommended Connection Attempt Delay.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _delay =
        // With little time for many addresses all of them get a try.
        addresses > 1
        && timeout / addresses < Delay
            ? timeout / addresses
            : Delay;

    private int _started;
    private int _failed;
    private TimeSpan _next;

    /// <summary>All tries have failed.</summary>
    public bool IsLost => _failed == addresses;

    /// <summary>The address to try now, if it is time for one.</summary>
    public int? Next(TimeSpan now)
    {
        if (_started == addresses || now < _next || now >= timeout)
            return null;
        _next = now + _delay;
        return _started++;
    }

    /// <summary>A try failed: the next one need not wait.</summary>
    public void Failed(TimeSpan now)
    {
        _failed++;
        _next = now;
    }

    /// <summary>
    /// How long there is nothing to do but wait for the tries under way; zero when time is up, and only then: a try that
    /// is due already leaves a moment.
    /// </summary>
    public TimeSpan Patience(TimeSpan now)
    {
        var end = _started < addresses && _next < timeout ? _next : timeout;
        return now >= timeout ? TimeSpan.Zero
            : end > now ? end - now
            : TimeSpan.FromMilliseconds(1);
    }
}
