namespace Weir.Collector.Storage;

/// <summary>A store could not be read. Ends the request or the command that asked.</summary>
public sealed class StoreException(StoreFault fault, Exception cause) : Exception(fault.Sentence, cause)
{
    public StoreFault Fault { get; } = fault;
}
