using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Screens;

/// <summary>Tells why a download went as it did.</summary>
internal static class ExplainWords
{
    public static void Tell(Output output, DownloadResult result, bool isJson, TimeProvider time)
    {
        if (isJson)
        {
            output.Line(
                MeasurementsJson.ToLine(
                    new ExplainEvent
                    {
                        Id = result.Record.Id,
                        At = time.GetUtcNow(),
                        Lines = result.Explanation,
                    }
                )
            );
            return;
        }
        // Asked for, so told also when quiet.
        foreach (var line in result.Explanation)
            output.Mistake(output.ErrorIsTerminal ? WordWrap.Of(line, output.Width) : line);
    }
}
