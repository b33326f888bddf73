namespace Weir.Transport.Polling;

/// <summary>A socket at which something is.</summary>
/// <param name="Key">By which its owner added it.</param>
public readonly record struct PollResult(int Key, bool IsReadable, bool IsWritable);
