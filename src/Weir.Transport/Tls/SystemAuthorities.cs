using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.Tls;

/// <summary>The authorities that the system brings, some 150 files.</summary>
public static class SystemAuthorities
{
    // Where OpenSSL's users, the runtime among them, look first.
    private static readonly string[] Places = ["SSL_CERT_DIR", "SSL_CERT_FILE"];

    /// <summary>
    /// Says that this process never asks the system's authorities. The runtime reads them all before the first handshake
    /// even where others were named, which takes longer than a small download. To be called before the first connection,
    /// and not in a process that starts others: they would inherit it.
    /// </summary>
    public static void LeaveUnread()
    {
        if (OperatingSystem.IsLinux())
            HidePlaces();
    }

    [SupportedOSPlatform("linux")]
    private static void HidePlaces()
    {
        foreach (var place in Places)
            _ = Libc.SetEnvironment(place, "/nonexistent", overwrite: 1);
    }
}
