using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Probing;

public sealed class ProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Consecutive(3);

    public void Dispose() => _folder.Dispose();

    private string Stamp => $"127.0.0.1:{_port + 1}";

    private string Echo => $"echo:127.0.0.1:{_port + 2}";

    [Fact]
    public async Task Both_reflectors_are_announced_and_answer_beside_a_replica()
    {
        await using var serve = await ServeAsync("--json");
        foreach (var (target, protocol) in new[] { (Stamp, "stamp"), (Echo, "echo") })
        {
            var probe = await WeirProcess.RunAsync(["probe", target, "--count", "20", "--every", "1ms", "--json"]);
            Assert.Equal(0, probe.ExitCode);
            var record = Parse(Assert.Single(probe.Output));

            Assert.Equal(("probe", protocol), (Text(record, "type"), Text(record, "protocol")));
            Assert.Equal((20, 20, 0), (Number(record, "sent"), Number(record, "received"), Number(record, "lost")));
            Assert.Equal((target, "ok"), (Text(record, "target"), Text(record, "outcome")));
        }

        var events = serve.Output.Select(Parse).Where(e => Text(e, "type") == "reflecting").ToList();
        Assert.Equal(["stamp", "echo"], events.Select(e => Text(e, "protocol")));
        Assert.Equal(Stamp, Text(events[0], "address"));
    }

    [Fact]
    public async Task A_record_has_every_field_of_the_contract_in_its_order()
    {
        await using var serve = await ServeAsync();
        var probe = await WeirProcess.RunAsync(["probe", Stamp, "--count", "3", "--every", "1ms", "--json"]);

        Assert.Equal(
            [
                "type",
                "schema",
                "id",
                "started_at",
                "agent",
                "target",
                "run_id",
                "client",
                "simulated",
                "protocol",
                "sent",
                "received",
                "lost",
                "lost_forward",
                "lost_backward",
                "duplicates",
                "reordered",
                "late",
                "loss_ratio",
                "rtt_s",
                "forward_s",
                "backward_s",
                "jitter_s",
                "jitter_forward_s",
                "jitter_backward_s",
                "ttl",
                "clocks",
                "send_rate_bps",
                "throughput_bps",
                "loss_upper_bound",
                "reply_limit_s",
                "loss_runs",
                "reordering_extent",
                "late_sends",
                "ipdv_s",
                "pdv_s",
                "timestamps",
                "clock_step_s",
                "clock_skew_ppm",
                "connect_s",
                "tls_s",
                "response_s",
                "under_load",
                "outcome",
                "error",
            ],
            Parse(probe.Output[^1]).EnumerateObject().Select(field => field.Name)
        );
    }

    [Fact]
    public async Task Clients_share_a_run_and_have_a_record_each()
    {
        await using var serve = await ServeAsync();
        var probe = await WeirProcess.RunAsync([
            "probe",
            Stamp,
            "--count",
            "5",
            "--every",
            "1ms",
            "--clients",
            "4",
            "--agent",
            "lab",
            "--target",
            "t",
            "--json",
        ]);
        var records = probe.Output.Select(Parse).ToList();

        Assert.Equal(0, probe.ExitCode);
        Assert.Equal(["1", "2", "3", "4"], records.Select(record => Text(record, "client")));
        Assert.Single(records.Select(record => Text(record, "run_id")).Distinct());
        Assert.All(records, record => Assert.Equal(("lab", "t"), (Text(record, "agent"), Text(record, "target"))));
    }

    [Fact]
    public async Task Lines_are_appended_below_one_header()
    {
        await using var serve = await ServeAsync();
        string[] probe = ["probe", Stamp, "--count", "5", "--every", "1ms", "--csv", _folder["f.csv"], "--quiet"];
        await Task.WhenAll(WeirProcess.RunAsync(probe), WeirProcess.RunAsync(probe));
        var third = await WeirProcess.RunAsync(probe);
        var lines = await File.ReadAllLinesAsync(_folder["f.csv"], TestContext.Current.CancellationToken);

        Assert.Equal(0, third.ExitCode);
        Assert.Empty(third.Output);
        Assert.StartsWith("timestamp,agent,target,sent,received,lost,", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal((19, "5"), (line.Split(',').Length, line.Split(',')[3])));
    }

    [Fact]
    public async Task A_file_of_something_else_is_left_alone()
    {
        _folder.Write("other.csv", "a,b\n1,2\n"u8);
        var probe = await WeirProcess.RunAsync(["probe", Stamp, "--csv", _folder["other.csv"]]);

        Assert.Equal(4, probe.ExitCode);
        Assert.Contains("holds something else than probes", Assert.Single(probe.Errors));
        Assert.Equal(
            "a,b\n1,2\n",
            await File.ReadAllTextAsync(_folder["other.csv"], TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Nobody_there_is_one_sentence_exit_1_and_still_a_measurement()
    {
        var probe = await WeirProcess.RunAsync(["probe", Stamp, "--json", "--csv", _folder["f.csv"]]);
        var record = Parse(probe.Output[^1]);

        Assert.Equal(1, probe.ExitCode);
        Assert.Equal(
            $"weir probe: no reply from {Stamp}: connection refused, nothing listens on that port",
            Assert.Single(probe.Errors)
        );
        Assert.Equal(("failed", 0), (Text(record, "outcome"), Number(record, "received")));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("rtt_s").ValueKind);
        Assert.Equal(2, (await File.ReadAllLinesAsync(_folder["f.csv"], TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task People_get_a_table()
    {
        await using var serve = await ServeAsync();
        var probe = await WeirProcess.RunAsync(["probe", Stamp, "--count", "100", "--every", "1ms"]);

        Assert.Equal(0, probe.ExitCode);
        Assert.Contains(probe.Output, line => line.StartsWith("round trip  ", StringComparison.Ordinal));
        Assert.Contains("packets     100 sent, 100 answered", probe.Output);
        Assert.Contains("lost        0 of 100 (below 3 % with 95 % confidence); 0 forward, 0 backward", probe.Output);
    }

    [Fact]
    public async Task An_interrupted_probe_tells_what_it_has_and_ends_with_130()
    {
        await using var serve = await ServeAsync();
        await using var probe = WeirProcess.Start(["probe", Stamp, "--count", "1000000", "-i", "50ms", "--json"]);
        await probe.WaitForErrorAsync(line => line.Contains(" answered", StringComparison.Ordinal));
        probe.Send(Signal.Interrupt);

        Assert.Equal(130, await probe.WaitForExitAsync());
        Assert.Equal("cancelled", Text(Parse(probe.Output[^1]), "outcome"));
    }

    [Fact]
    public async Task Any_client_gets_its_datagram_back()
    {
        await using var serve = await ServeAsync();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        client.ReceiveTimeout = 10_000;
        client.Connect(new IPEndPoint(IPAddress.Loopback, _port + 2));
        client.Send("hello\n"u8);
        var reply = new byte[100];

        Assert.Equal(6, client.Receive(reply));
        Assert.Equal("hello\n"u8, reply.AsSpan(0, 6));
    }

    [Fact]
    public async Task A_server_with_reflectors_lists_them_and_ends_in_order()
    {
        await using var serve = await ServeAsync();
        await WeirProcess.RunAsync(["probe", Stamp, "--count", "7", "--every", "1ms", "--quiet"]);
        await serve.WriteLineAsync("l");
        await serve.WaitForErrorAsync(line =>
            line.StartsWith($"udp  {Stamp}  stamp 7 replies, ", StringComparison.Ordinal)
        );
        serve.Send(Signal.Terminate);

        Assert.Equal(0, await serve.WaitForExitAsync());
        // Both ports are free again.
        using var first = new UdpClient(new IPEndPoint(IPAddress.Loopback, _port + 1));
        using var second = new UdpClient(new IPEndPoint(IPAddress.Loopback, _port + 2));
    }

    [Fact]
    public async Task A_port_in_use_is_told_under_its_option()
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, _port + 1));
        var serve = await WeirProcess.RunAsync([
            "serve",
            _folder.Path,
            "--listen",
            $"{_port}",
            "--udp",
            $"{_port + 1}",
        ]);

        Assert.Equal(1, serve.ExitCode);
        Assert.Equal(
            $"weir serve: --udp: port {_port + 1} is in use on 127.0.0.1; stop what has it or name another with --udp",
            Assert.Single(serve.Errors)
        );
    }

    [Fact]
    public async Task Hosts_and_web_servers_are_probed_too()
    {
        await using var serve = await ServeAsync();
        foreach (
            var (target, protocol) in new[]
            {
                ($"tcp:127.0.0.1:{_port}", "tcp"),
                ($"http://127.0.0.1:{_port}/", "http"),
            }
        )
        {
            var probe = await WeirProcess.RunAsync(["probe", target, "--count", "5", "--every", "5ms", "--json"]);
            var record = Parse(Assert.Single(probe.Output));

            Assert.Equal(0, probe.ExitCode);
            Assert.Equal(
                (protocol, target, 5),
                (Text(record, "protocol"), Text(record, "target"), Number(record, "received"))
            );
            Assert.Equal(JsonValueKind.Object, record.GetProperty("connect_s").ValueKind);
        }
    }

    [Fact]
    public async Task A_server_with_tls_is_a_target_and_a_load()
    {
        _folder.Write("big", new byte[8 << 20]);
        await using var serve = await ServeAsync("--tls");
        var url = $"https://127.0.0.1:{_port}/big";
        string[] few = ["--count", "5", "--every", "5ms", "--json"];

        var refused = await WeirProcess.RunAsync(["probe", url, .. few]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("self-signed", refused.Errors[^1]); // after its progress, when it takes a second
        var web = await WeirProcess.RunAsync(["probe", url, "--insecure", .. few]);
        Assert.Equal(JsonValueKind.Object, Parse(web.Output[^1]).GetProperty("tls_s").ValueKind);
        var loaded = await WeirProcess.RunAsync(["probe", Stamp, "--under-load", url, "--insecure", .. few]);
        var load = Parse(loaded.Output[^1]).GetProperty("under_load");
        Assert.Equal((0, null), (loaded.ExitCode, Text(load, "error")));
        Assert.True(Number(load, "bytes") > 0);
    }

    [Fact]
    public async Task Every_packet_of_a_burst_is_written_raw()
    {
        await using var serve = await ServeAsync();
        var probe = await WeirProcess.RunAsync([
            "probe",
            Stamp,
            "--count",
            "200",
            "--burst",
            "--raw",
            _folder["raw.ndjson"],
            "--quiet",
        ]);
        var packets = (await File.ReadAllLinesAsync(_folder["raw.ndjson"], TestContext.Current.CancellationToken))
            .Select(Parse)
            .ToList();

        Assert.Equal(0, probe.ExitCode);
        Assert.Equal(Enumerable.Range(0, 200).Select(n => (long)n), packets.Select(p => Number(p, "sequence")));
        Assert.All(packets, p => Assert.Equal(("packet", "received"), (Text(p, "type"), Text(p, "outcome"))));
    }

    [Fact]
    public async Task A_path_is_compared_with_itself_under_load()
    {
        _folder.Write("big", new byte[8 << 20]);
        await using var serve = await ServeAsync();
        var probe = await WeirProcess.RunAsync([
            "probe",
            Stamp,
            "--count",
            "50",
            "--under-load",
            $"http://127.0.0.1:{_port}/big",
            "--json",
        ]);
        var load = Parse(probe.Output[^1]).GetProperty("under_load");

        Assert.Equal(0, probe.ExitCode);
        Assert.Equal((50, "dslreports"), (Number(load, "received"), Text(load, "grade_scheme")));
        Assert.True(Number(load, "bytes") > 0);
    }

    [Fact]
    public async Task A_self_test_counts_what_its_relay_did()
    {
        var probe = await WeirProcess.RunAsync(["probe", "--selftest", "--json"]);
        var checks = Parse(probe.Output[^1]).GetProperty("checks").EnumerateArray().ToList();

        // Times are right on an idle machine only; counts are everywhere.
        var counts = checks.Where(check => check.GetProperty("tolerance").GetDouble() == 0).ToList();
        Assert.Equal(
            ["lost", "lost_forward", "lost_backward", "duplicates", "reordered"],
            counts.Select(check => Text(check, "name"))
        );
        Assert.All(counts, check => Assert.True(check.GetProperty("ok").GetBoolean(), check.ToString()));
        Assert.All(counts, check => Assert.True(check.GetProperty("true").GetDouble() > 0));
    }

    private async Task<ProgramProcess> ServeAsync(params string[] more)
    {
        var serve = WeirProcess.Start([
            "serve",
            _folder.Path,
            "--listen",
            $"{_port}",
            "--udp",
            $"{_port + 1}",
            "--udp-echo",
            $"127.0.0.1:{_port + 2}",
            .. more,
        ]);
        await serve.WaitForOutputAsync(line => line.Contains($"{_port + 2}", StringComparison.Ordinal));
        return serve;
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
