namespace Weir.Http.Server;

/// <summary>A field line that is always the same.</summary>
/// <param name="Name">A token (RFC 9110 5.6.2).</param>
/// <param name="Value">Latin-1 without control characters.</param>
public sealed record FixedField(ReadOnlyMemory<byte> Name, string Value);
