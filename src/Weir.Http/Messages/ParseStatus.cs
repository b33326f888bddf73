namespace Weir.Http.Messages;

public enum MessageKind
{
    Request,
    Response,
}

public enum ParseStatus
{
    NeedMore,
    Complete,
    Rejected,
}

/// <summary>Why a message is refused.</summary>
/// <param name="Status">The status with which a server answers; a gateway that refuses an origin's response answers 502.</param>
/// <param name="Reason">One short sentence for the log and the answer's body.</param>
public readonly record struct Rejection(int Status, string Reason);
