namespace Weir.Agent.Delivery;

/// <summary>Hears of what people should know about a delivery. One call at a time.</summary>
public interface IDeliveryWatcher
{
    /// <summary>Records cannot be delivered; told once for each cause.</summary>
    /// <param name="trouble">A sentence without its final stop.</param>
    /// <param name="waiting">Records that are kept meanwhile.</param>
    void OnDeliveryTrouble(string trouble, int waiting);

    /// <summary>The collector takes records again.</summary>
    void OnDeliveryRecovered(int waiting);

    /// <summary>The collector refuses a record for good; it was put aside.</summary>
    void OnRejected(string record, string reason);
}
