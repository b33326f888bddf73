using System.Net;

namespace Weir.Cli.Arguments;

/// <summary>A place to listen at.</summary>
/// <param name="EndPoint">Address and port; port 0 is any free one.</param>
/// <param name="Folder">What this listener serves instead of the common root; null for that.</param>
internal sealed record ListenAddress(IPEndPoint EndPoint, string? Folder);
