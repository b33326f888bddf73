namespace Weir.Transport.Shaping;

/// <summary>Leave to send <paramref name="Bytes"/> from <paramref name="At"/> on. The holder sends them or gives them back.</summary>
/// <param name="At">Monotonic time; not after <c>now</c> when they may go at once.</param>
public readonly record struct Grant(int Bytes, TimeSpan At);
