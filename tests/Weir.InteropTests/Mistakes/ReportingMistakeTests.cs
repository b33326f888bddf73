using Weir.InteropTests.Collecting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

/// <summary>Clients and collectors that do not fit together.</summary>
public sealed class ReportingMistakeTests(ReportingBench bench) : IClassFixture<ReportingBench>, IDisposable
{
    private const string OtherPin = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private readonly TemporaryFolder _folder = new();

    private string Token => bench.Token;

    private Uri Plain => bench.Plain.Url;

    private Uri Secure => bench.Secure.Url;

    private string Pin => $"sha256:{bench.Fingerprint}";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("get")]
    [InlineData("probe")]
    [InlineData("load")]
    public async Task Get_probe_and_load_put_their_records_into_the_collector(string command)
    {
        var result = await MeasureAsync(command, Secure, Token, "--pin", Pin, "--json");

        Assert.Empty(result.Errors);
        Assert.Equal(0, result.ExitCode);
        using var client = CollectProcess.Client(Token, bench.Fingerprint);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var stored = await client.GetStringAsync(
            new Uri(Secure, $"api/v1/measurements?target={Target(command)}"),
            TestContext.Current.CancellationToken
        );
        var printed = result.Output.Where(line => !line.StartsWith("{\"type\":\"source\"", StringComparison.Ordinal));
        printed = printed.Where(line => !line.StartsWith("{\"type\":\"progress\"", StringComparison.Ordinal));
        Assert.Equal(
            printed.Order(StringComparer.Ordinal),
            stored.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
        Assert.Contains($"\"agent\":\"lab\",\"target\":\"{Target(command)}\"", stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("probe")]
    [InlineData("load")]
    public async Task Tls_to_a_plain_port_is_told_and_spoils_no_measurement(string command)
    {
        var url = Swapped(Plain, "https");

        ShouldNotBeDelivered(
            await MeasureAsync(command, url, Token, "--pin", Pin),
            command,
            $"{Name(url)} does not speak TLS as it should; if it is a plain one, write http:// instead of https://"
        );
    }

    [Fact]
    public async Task Plain_http_to_a_tls_port_is_told()
    {
        var url = Swapped(Secure, "http");

        ShouldNotBeDelivered(
            await MeasureAsync("get", url, Token),
            "get",
            $"{Name(url)} breaks off without an answer; if it wants TLS, write https:// instead of http://"
        );
    }

    [Fact]
    public async Task A_wrong_pin_is_told_and_the_token_stays_here() =>
        ShouldNotBeDelivered(
            await MeasureAsync("get", Secure, Token, "--pin", OtherPin),
            "get",
            $"{Name(Secure)} shows a certificate that is not trusted; give its authority with --cacert FILE or "
        );

    [Fact]
    public async Task A_wrong_token_is_told() =>
        ShouldNotBeDelivered(
            await MeasureAsync("get", Plain, _folder.Write("other", "weir_wrong"u8)),
            "get",
            $"{Name(Plain)} does not accept the token (401); put a valid one into the file of --token"
        );

    [Fact]
    public async Task A_collector_that_is_not_there_is_told()
    {
        var url = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");

        ShouldNotBeDelivered(
            await MeasureAsync("get", url, Token),
            "get",
            $"{Name(url)} cannot be reached: Connection refused"
        );
    }

    [Theory]
    [InlineData("get")]
    [InlineData("probe")]
    [InlineData("load")]
    [InlineData("agent")]
    public async Task A_token_file_that_is_missing_is_wrong_usage(string command)
    {
        var result = await MeasureAsync(command, Plain, _folder["missing"]);

        Said.ShouldBe(result, 2, $"weir {command}: --token: {_folder["missing"]} does not exist; put the token of ");
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--collector needs --token FILE; weir collect token add NAME prints", "--collector", "http://a:7070")]
    [InlineData("--token is of no use without --collector URL", "--token", "F")]
    public async Task Options_that_belong_together_are_asked_for(string sentence, params string[] options)
    {
        foreach (var command in (string[])["get", "probe", "load"])
            Said.ShouldBe(
                await WeirProcess.RunAsync([.. Measurement(command), .. options], _folder.Path),
                2,
                $"weir {command}: {sentence}"
            );
    }

    [Fact]
    public async Task A_report_says_which_of_the_two_speaks_tls()
    {
        var (https, http) = (Swapped(Plain, "https"), Swapped(Secure, "http"));

        Said.ShouldBe(await ReportAsync(https, "--pin", Pin), 1, $"weir report: {https} does not speak TLS as it sh");
        Said.ShouldBe(await ReportAsync(http), 1, $"weir report: {http} breaks off without an answer; if it wants TLS");
        Said.ShouldBe(
            await ReportAsync(Secure, "--pin", OtherPin),
            1,
            $"weir report: the certificate of {Secure} is not trusted; give --pin sha256:HEX"
        );
    }

    private Task<ProgramResult> ReportAsync(Uri url, params string[] options) =>
        WeirProcess.RunAsync(["report", "--collector", $"{url}", "--token", Token, .. options]);

    private string[] Measurement(string command) =>
        command switch
        {
            "probe" => ["probe", $"127.0.0.1:{bench.Udp}", "--count", "3", "--every", "1ms", "--clients", "2"],
            "load" => ["load", bench.Serve.Url(1, "f"), "--clients", "2"],
            "agent" => ["agent", bench.Serve.Url(1, "f"), "--spool", _folder["spool"]],
            _ => [command, bench.Serve.Url(1, "f"), "-o", _folder["f"]],
        };

    /// <summary>Each has its own, since all report to one store.</summary>
    private static string Target(string command) => $"to-{command}";

    private Task<ProgramResult> MeasureAsync(string command, Uri collector, string token, params string[] options) =>
        WeirProcess.RunAsync(
            [
                .. Measurement(command),
                "--collector",
                $"{collector}",
                "--token",
                token,
                "--agent",
                "lab",
                "--target",
                Target(command),
                "--quiet",
                .. options,
            ],
            _folder.Path
        );

    /// <summary>The measurement itself went well: exit code 0.</summary>
    private static void ShouldNotBeDelivered(ProgramResult result, string command, string reason)
    {
        var what = command switch
        {
            "get" => "the record was not delivered",
            "probe" => "2 of 2 records were not delivered",
            _ => "3 of 3 records were not delivered",
        };
        Said.ShouldBe(result, 0, $"weir {command}: {what}: {reason}");
    }

    private static Uri Swapped(Uri url, string scheme) => new($"{scheme}://127.0.0.1:{url.Port}/");

    private static string Name(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
