using Weir.Analysis.Runs;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Analysis.Runs;

public sealed class RunTablesTests
{
    [Fact]
    public void The_columns_are_those_of_the_contract()
    {
        Assert.Equal(
            "run_id,client,file,started_at,outcome,bytes,expected_bytes,duration_s,throughput_bps,response_s,local_port,sha256,"
                + "server_bytes,server_duration_s,server_port,retransmits,error\r\n",
            ClientsCsv.Header
        );
        Assert.Equal(
            "run_id,started_at,target,file,clients,bytes,slowest_s,global_rate_bps,aggregate_rate_bps,start_spread_s,jain,"
                + "ok,failed,corrupt\r\n",
            RunsCsv.Header
        );
    }

    [Fact]
    public void A_client_is_one_line()
    {
        var client = SampleRuns.Client("Zoë, 3", seconds: 2) with
        {
            Server = new ServerSide(1_000_001, TimeSpan.FromSeconds(1.5), 8000, 7),
            Error = "it said \"no\"",
            Outcome = TransferOutcome.Failed,
        };

        Assert.Equal(
            "lab3,\"Zoë, 3\",f,2026-11-21T03:20:00.000000Z,failed,1000000,1000000,2,4000000,0.0015,40000,ab,"
                + "1000001,1.5,8000,7,\"it said \"\"no\"\"\"\r\n",
            ClientsCsv.Line(client)
        );
    }

    [Fact]
    public void What_is_unknown_is_an_empty_field()
    {
        Assert.Equal(
            "r,c,,,cancelled,0,,,,,,,,,,,\r\n",
            ClientsCsv.Line(
                new ClientResult
                {
                    RunId = "r",
                    Client = "c",
                    Outcome = TransferOutcome.Cancelled,
                }
            )
        );
    }

    [Fact]
    public void A_run_is_one_line()
    {
        var run = RunSummary.Of(SampleRuns.Heading(), [SampleRuns.Client("1", seconds: 2)]).Run;

        Assert.Equal(
            "lab3,2026-11-21T03:20:00.000000Z,http://127.0.0.1:8000/f,f,1,1000000,2,4000000,4000000,0.003,1,1,0,0\r\n",
            RunsCsv.Line(run)
        );
    }
}
