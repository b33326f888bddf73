using Weir.Http.Fields;
using Weir.Http.Server;

namespace Weir.Origin.Files;

/// <summary>Decides when a file that was asked for goes out.</summary>
internal interface IFileGate
{
    /// <summary>
    /// Called with the answer to a GET filled in, on a loop or off it; the answer goes when the task completes, and may be
    /// changed until then.
    /// </summary>
    ValueTask AdmitAsync(Exchange exchange, ServedFile file);
}

/// <summary>A file about to be sent.</summary>
/// <param name="Path">Decoded, from the root on: <c>/a/big.bin</c>.</param>
/// <param name="Size">Of the whole file.</param>
/// <param name="Range">The part of it that was asked for.</param>
internal readonly record struct ServedFile(string Path, long Size, ByteRange Range)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
