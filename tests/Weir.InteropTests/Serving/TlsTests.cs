using Weir.InteropTests.Getting;
using Weir.InteropTests.Programs;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Serving;

public sealed class TlsTests(LargeFiles files)
{
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Curl_fetches_whole_files_and_ranges(string most)
    {
        using var folder = files.NewFolder();
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        await using var serve = await ServeAsync(certificate);
        string[] trust = ["--cacert", certificate.Certificate, "--tls-max", most];

        var whole = await Curl.RunAsync([.. trust, "-o", folder["file"], Url(serve)]);
        Assert.Equal(0, whole.ExitCode);
        Assert.Equal(files.Middle.Sha256, LargeFile.HashOf(folder["file"]));
        Assert.Equal("206", await Curl.StatusAsync([.. trust, "-r", "5-9", Url(serve)]));
    }

    [Fact]
    public async Task Curl_of_an_old_version_is_refused()
    {
        using var folder = files.NewFolder();
        await using var serve = await ServeAsync(await OpenSslCertificate.MakeAsync(folder));
        var result = await Curl.RunAsync(["--insecure", "--tls-max", "1.1", Url(serve)]);
        Assert.Equal(35, result.ExitCode);
    }

    [Theory]
    [InlineData("aria2c", "--no-conf", "--ca-certificate={0}", "-x4", "-s4", "-k1M", "-d", "{1}", "-o", "file")]
    [InlineData("wget2", "--ca-certificate={0}", "-q", "-O", "{1}/file")]
    public async Task Other_clients_fetch_the_file(string program, params string[] options)
    {
        using var folder = files.NewFolder();
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        await using var serve = await ServeAsync(certificate);
        var result = await ProgramProcess.RunAsync(
            program,
            [
                .. options.Select(option =>
                    option
                        .Replace("{0}", certificate.Certificate, StringComparison.Ordinal)
                        .Replace("{1}", folder.Path, StringComparison.Ordinal)
                ),
                Url(serve),
            ]
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', [.. result.Output, .. result.Errors]));
        Assert.Equal(files.Middle.Sha256, LargeFile.HashOf(folder["file"]));
    }

    [Fact]
    public async Task A_certificate_that_serve_made_itself_is_pinned_or_trusted_by_get()
    {
        using var folder = files.NewFolder();
        var port = FreePorts.Next();
        await using var serve = WeirProcess.Start(
            ["serve", files.Middle.Folder, "--listen", $"{port}", "--tls"],
            environment: new Dictionary<string, string?> { ["XDG_DATA_HOME"] = folder["data"] }
        );
        var told = await serve.WaitForOutputAsync(line => line.StartsWith("certificate ", StringComparison.Ordinal));
        var made = folder["data/weir/tls"];
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(made, "key.pem"))
            );
        string[] arguments =
        [
            $"https://127.0.0.1:{port}/{files.Middle.Name}",
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
        ];

        Assert.Equal(1, (await GetProcess.RunAsync(arguments)).ExitCode);
        foreach (
            var trust in new[]
            {
                new[] { "--pin", told["certificate ".Length..] },
                ["--cacert", Path.Combine(made, "cert.pem")],
            }
        )
        {
            var result = await GetProcess.RunAsync([.. arguments, .. trust]);
            result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
            File.Delete(folder["file"]);
        }
    }

    [Fact]
    public async Task Get_pins_nginx_and_does_not_believe_another_pin()
    {
        using var folder = files.NewFolder();
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        await using var nginx = await Nginx.StartAsync(files.Middle.Folder, 2, certificate);
        string[] arguments =
        [
            nginx.Url(1, files.Middle.Name),
            nginx.Url(2, files.Middle.Name),
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
        ];

        var wrong = await GetProcess.RunAsync([.. arguments, "--pin", "sha256:" + new string('0', 64)]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.All(wrong.Sources, source => Assert.Contains("not the pinned one", source.Text("reason")));
        var right = await GetProcess.RunAsync([.. arguments, "--pin", certificate.Pin]);
        right.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
    }

    [Fact]
    public async Task Killed_download_goes_on_over_TLS()
    {
        using var folder = files.NewFolder();
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        await using var serve = await ServeAsync(certificate, "--rate", "10MB/s");
        string[] arguments =
        [
            Url(serve),
            "--pin",
            certificate.Pin,
            "--checksum",
            files.Middle.Checksum,
            "-o",
            folder["file"],
        ];
        await using (var get = GetProcess.Start(arguments))
        {
            await get.ReachAsync(0.4);
            get.Process.Send(Signal.Kill);
            await get.Process.WaitForExitAsync();
        }

        var result = await GetProcess.RunAsync(arguments);
        result.ShouldHaveBrought(files.Middle, folder["file"], "sha-256");
        Assert.True(result.Record.Number("resumed_bytes") > 0);
    }

    private Task<ServeProcess> ServeAsync(OpenSslCertificate certificate, params string[] options) =>
        ServeProcess.StartAsync(
            files.Middle.Folder,
            1,
            ["--cert", certificate.Certificate, "--key", certificate.Key, .. options]
        );

    private string Url(ServeProcess serve) => $"https://127.0.0.1:{serve.FirstPort}/{files.Middle.Name}";
}
