using System.Net;

namespace Weir.Origin.Files;

/// <summary>A replica as a place where a copy of a file may be.</summary>
internal sealed record CopyPlace(IPEndPoint EndPoint, FileRoot Root);
