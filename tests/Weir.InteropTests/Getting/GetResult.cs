using System.Text.Json;
using Weir.Measurements.Units;

namespace Weir.InteropTests.Getting;

/// <summary>What a <c>weir get --json</c> left.</summary>
/// <param name="Events">All lines of stdout.</param>
internal sealed record GetResult(
    int ExitCode,
    IReadOnlyList<JsonElement> Events,
    IReadOnlyList<string> Errors,
    ByteSize PeakMemory
)
{
    /// <summary>The transfer record, which is the last object.</summary>
    public JsonElement Record => Events[^1];

    public IReadOnlyList<JsonElement> Sources => Record.Items("sources");

    public IEnumerable<JsonElement> OfType(string type) => Events.Where(e => e.Text("type") == type);

    /// <summary>The share of the file that was fetched in vain.</summary>
    public double Waste => (double)Record.Number("wasted_bytes") / Record.Number("bytes");

    /// <summary>Holds a download that succeeded to all that is promised of one.</summary>
    /// <param name="verified">As the record says it: <c>sha-256</c> with a checksum, <c>size</c> without.</param>
    public void ShouldHaveBrought(LargeFile file, string target, string verified)
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {string.Join('\n', Errors)}");
        Assert.Equal(file.Sha256, LargeFile.HashOf(target));
        Assert.Equal("transfer", Record.Text("type"));
        Assert.Equal("ok", Record.Text("outcome"));
        Assert.Null(Record.Text("error"));
        // A server that knows the hash of its file by then proves more than the size.
        var proof = Record.Text("verified");
        Assert.True(proof == verified || (verified == "size" && proof == "digest"), $"verified by {proof}");
        Assert.Equal(proof is "sha-256" or "digest" ? file.Sha256 : null, Record.Text("sha256"));
        Assert.Equal(file.Size.Bytes, Record.Number("bytes"));
        Assert.Equal(file.Size.Bytes, Record.Number("size"));
        ShouldAddUp();
        Assert.DoesNotContain(
            Directory.GetFiles(Path.GetDirectoryName(target)!),
            path => path.StartsWith(target + ".", StringComparison.Ordinal)
        );
    }

    /// <summary>Σ sources' bytes = bytes − resumed + wasted, to the byte; and no reason is missing.</summary>
    public void ShouldAddUp()
    {
        Assert.Equal(
            Record.Number("bytes") - Record.Number("resumed_bytes") + Record.Number("wasted_bytes"),
            Sources.Sum(source => source.Number("bytes"))
        );
        Assert.All(
            Sources.Where(source => source.Text("state") is "failed" or "rejected"),
            source => Assert.False(string.IsNullOrWhiteSpace(source.Text("reason")))
        );
    }
}
