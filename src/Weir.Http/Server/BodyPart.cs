namespace Weir.Http.Server;

/// <summary>A part of a body that is made of several stretches of one file (RFC 9110 14.6).</summary>
/// <param name="Head">Bytes that go before the stretch; they must not change until they are sent.</param>
/// <param name="Offset">Where the stretch begins.</param>
/// <param name="Length">How long it is; 0 for a part that is its head alone.</param>
public readonly record struct BodyPart(ReadOnlyMemory<byte> Head, long Offset, long Length);
