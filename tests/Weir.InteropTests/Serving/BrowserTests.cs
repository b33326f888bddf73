using System.Text;
using Weir.InteropTests.Programs;
using Weir.Testing.Files;

namespace Weir.InteropTests.Serving;

public sealed class BrowserTests
{
    private const int WaveSize = 8000 * 60 * 2; // a minute of 16 bits at 8 kHz
    private static readonly TestContent Content = new(3_000_000);

    private const string Page = """
        <!DOCTYPE html><title>test</title><pre id="result"></pre><audio id="audio" preload="auto" src="tone.wav"></audio>
        <script>
        const hex = bytes => [...new Uint8Array(bytes)].map(b => b.toString(16).padStart(2, "0")).join("");
        const seek = () => new Promise((done, failed) => {
            const audio = document.getElementById("audio");
            const go = () => { audio.currentTime = 50; };
            audio.onseeked = () => done(Math.round(audio.currentTime));
            audio.onerror = () => failed(audio.error.message);
            audio.readyState > 0 ? go() : audio.onloadedmetadata = go;
        });
        const test = async () => {
            const whole = await fetch("file");
            const sum = hex(await crypto.subtle.digest("SHA-256", await whole.arrayBuffer()));
            const part = await fetch("file", { headers: { Range: "bytes=5-9" } });
            const range = part.headers.get("Content-Range");
            return [whole.status, sum, part.status, range, hex(await part.arrayBuffer()), await seek()].join(" ");
        };
        test().catch(error => "failed: " + error).then(text => document.getElementById("result").textContent = text);
        </script>
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_browser_fetches_files_and_ranges_and_seeks_in_media(bool isTls)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["root"]);
        folder.Write("root/page.html", Encoding.UTF8.GetBytes(Page));
        folder.Write("root/file", Content.Bytes.Span);
        folder.Write("root/tone.wav", Silence());
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        var log = folder["log"];
        string[] options = ["--access-log", log];
        if (isTls)
            options = [.. options, "--cert", certificate.Certificate, "--key", certificate.Key];
        await using var serve = await ServeProcess.StartAsync(folder["root"], 1, options);

        var document = await Chromium.OpenAsync(
            $"{(isTls ? "https" : "http")}://127.0.0.1:{serve.FirstPort}/page.html",
            isTls ? ["--ignore-certificate-errors"] : []
        );

        var part = Convert.ToHexStringLower(Content.Bytes.Span[5..10]);
        Assert.Contains(
            $">200 {Content.Sha256} 206 bytes 5-9/3000000 {part} 50<",
            document,
            StringComparison.OrdinalIgnoreCase
        );
        await serve.EndAsync();
        Assert.Contains(
            await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken),
            line =>
                line.Contains("tone.wav", StringComparison.Ordinal) && line.Contains(":206,", StringComparison.Ordinal)
        );
    }

    /// <summary>RIFF, mono, PCM.</summary>
    private static byte[] Silence()
    {
        using var wave = new MemoryStream();
        using var writer = new BinaryWriter(wave);
        writer.Write("RIFF"u8);
        writer.Write(36 + WaveSize);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8000);
        writer.Write(16_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(WaveSize);
        writer.Write(new byte[WaveSize]);
        return wave.ToArray();
    }
}
