using Weir.Collector.Tokens;

namespace Weir.Collector.Storage;

/// <summary>All that a collector keeps: measurements and the tokens of who may send and read them.</summary>
public interface ICollectorStore : IMeasurementStore, ITokenStore, IAsyncDisposable;
