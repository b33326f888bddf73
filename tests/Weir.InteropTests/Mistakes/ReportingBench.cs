using Weir.InteropTests.Collecting;
using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

/// <summary>A plain collector and one with TLS over one store, and something to measure.</summary>
public sealed class ReportingBench : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal CollectProcess Plain { get; private set; } = null!;

    internal CollectProcess Secure { get; private set; } = null!;

    internal ServeProcess Serve { get; private set; } = null!;

    /// <summary>SHA-256 of the certificate, in hex.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>For <c>--token</c>.</summary>
    public string Token => _folder["token"];

    public int Udp { get; } = FreePorts.Next();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/f", "content"u8);
        await CollectProcess.AddTokenAsync(_folder["weir.db"], Token);
        var certificate = TestCertificate.Make(_folder);
        Fingerprint = certificate.Fingerprint;
        Plain = await CollectProcess.StartAsync(FreePorts.Next(), _folder["weir.db"]);
        Secure = await CollectProcess.StartAsync(FreePorts.Next(), _folder["weir.db"], certificate.Options);
        Serve = await ServeProcess.StartAsync(_folder["www"], 1, ["--udp", $"{Udp}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await Serve.DisposeAsync();
        await Secure.DisposeAsync();
        await Plain.DisposeAsync();
        _folder.Dispose();
    }
}
