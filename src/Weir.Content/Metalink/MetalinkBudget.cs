namespace Weir.Content.Metalink;

/// <summary>Counts what all files of a document have together.</summary>
internal sealed class MetalinkBudget(MetalinkLimits limits)
{
    private int _urls;
    private int _pieces;

    public string? TakeUrl() => ++_urls > limits.Urls ? $"the Metalink has more than {limits.Urls} URLs" : null;

    public string? TakePiece() =>
        ++_pieces > limits.Pieces ? $"the Metalink has more than {limits.Pieces} hashes of pieces" : null;
}
