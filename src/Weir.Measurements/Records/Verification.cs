using System.Text.Json.Serialization;

namespace Weir.Measurements.Records;

/// <summary>What proved the bytes of a finished file, the strongest that was at hand.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verification>))]
public enum Verification
{
    /// <summary>Nothing proved them.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The SHA-256 of the whole file, known beforehand.</summary>
    [JsonStringEnumMemberName("sha-256")]
    Sha256,

    /// <summary>The SHA-512 of the whole file, known beforehand.</summary>
    [JsonStringEnumMemberName("sha-512")]
    Sha512,

    /// <summary>The SHA-1 of the whole file, known beforehand.</summary>
    [JsonStringEnumMemberName("sha-1")]
    Sha1,

    /// <summary>The MD5 of the whole file, known beforehand.</summary>
    [JsonStringEnumMemberName("md5")]
    Md5,

    /// <summary>The hashes of all its pieces.</summary>
    [JsonStringEnumMemberName("pieces")]
    Pieces,

    /// <summary>The digest that a server sent (RFC 9530).</summary>
    [JsonStringEnumMemberName("digest")]
    Digest,

    /// <summary>Only its size.</summary>
    [JsonStringEnumMemberName("size")]
    Size,
}
