using Weir.Downloads.Sources;

namespace Weir.Load.Clients;

/// <summary>A client of a run that has a file to show for it.</summary>
internal interface IRunClient
{
    string Name { get; }

    SourceAddress Source { get; }

    ClientTrace Trace { get; }
}
