using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Agent.Jobs;

/// <summary>What one run of a job left: its record.</summary>
public abstract record Finding
{
    /// <summary>The record in one line, without its line end.</summary>
    public abstract string ToLine();
}

public sealed record TransferFinding(TransferRecord Record) : Finding
{
    public override string ToLine() => MeasurementsJson.ToLine(Record);
}

public sealed record ProbeFinding(ProbeRecord Record) : Finding
{
    public override string ToLine() => MeasurementsJson.ToLine(Record);
}
