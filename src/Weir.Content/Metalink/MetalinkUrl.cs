namespace Weir.Content.Metalink;

/// <summary>Where a copy of a file is (RFC 5854 4.2.17).</summary>
/// <param name="Address">An absolute http or https URL.</param>
/// <param name="Priority">1 is used first, 999999 last.</param>
/// <param name="Location">ISO 3166-1 code of the country, in lower case; null when not told.</param>
public sealed record MetalinkUrl(string Address, int Priority = MetalinkUrl.LastPriority, string? Location = null)
{
    /// <summary>What a URL without a priority has (RFC 5854 4.2.17.1).</summary>
    public const int LastPriority = 999_999;
}
