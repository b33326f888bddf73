namespace Weir.Collector.Sessions;

/// <summary>What a request may do by its cookie, or by coming from this machine.</summary>
internal readonly record struct Rights(bool IsSignedIn, bool MayRead, bool MayManage);
