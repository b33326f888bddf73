namespace Weir.Origin.Digests;

/// <summary>How far the hashing of files is.</summary>
/// <param name="Files">Waiting or being hashed.</param>
/// <param name="Bytes">Of these files, hashed so far.</param>
/// <param name="Size">Of these files together.</param>
/// <param name="Done">Files hashed since the start, those whose hashes were on the disk not among them.</param>
public readonly record struct DigestProgress(int Files, long Bytes, long Size, long Done);
