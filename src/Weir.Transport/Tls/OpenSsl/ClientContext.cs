using System.Runtime.InteropServices;
using Weir.Transport.Drivers;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>What all client connections of the process have in common: versions, ciphers, protocols. Any thread.</summary>
/// <remarks>
/// Certificates are not looked at here: <see cref="PeerTrust"/> decides before the first byte is sent, as it does for the
/// runtime's classes.
/// </remarks>
internal static unsafe class ClientContext
{
    /// <summary>Forward secret ones for TLS 1.2, unless the system's openssl.cnf has others.</summary>
    private const string Ciphers =
        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
        + "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256";

    /// <summary>
    /// How far one call to the kernel reads ahead. OpenSSL before 3.2 moves what is left of it for each record, so that
    /// more costs more than the calls that it saves; measured.
    /// </summary>
    private const nuint ReadBuffer = 64 << 10;

    /// <summary>0 where OpenSSL 3 is not at hand; else an <c>SSL_CTX</c> that nobody frees.</summary>
    public static nint Shared { get; } = IsAtHand() ? Create() : 0;

    private static bool IsAtHand() =>
        NativeDrivers.AreUsed
        && NativeLibrary.TryLoad(LibCrypto.Library, out _)
        && NativeLibrary.TryLoad(LibSsl.Library, out _);

    private static nint Create()
    {
        _ = LibSsl.Initialize(LibSsl.NoAtExit, 0);
        var context = LibSsl.NewContext(LibSsl.ClientMethod());
        if (context == 0)
            return 0;
        if (!Set(context))
        {
            LibSsl.FreeContext(context);
            context = 0;
        }
        LibCrypto.ClearErrors();
        return context;
    }

    private static bool Set(nint context)
    {
        if (LibSsl.SetCiphers(context, Ciphers) == 0)
            return false;
        _ = LibSsl.Configure(context, "system_default");
        if (
            LibSsl.ControlContext(context, LibSsl.SetLeastVersion, LibSsl.Tls12, 0) == 0
            || LibSsl.ControlContext(context, LibSsl.SetMostVersion, 0, 0) == 0
        )
            return false;
        _ = LibSsl.SetOptions(context, LibSsl.NoCompression | LibSsl.NoRenegotiation);
        LibSsl.SetVerify(context, 0, 0);
        _ = LibSsl.ControlContext(context, LibSsl.SetSessionCacheMode, 0, 0);
        _ = LibSsl.ControlContext(context, LibSsl.SetReadAhead, 1, 0);
        LibSsl.SetReadBuffer(context, ReadBuffer);
        fixed (byte* protocols = "\bhttp/1.1"u8)
            return LibSsl.SetApplicationProtocols(context, protocols, 9) == 0;
    }
}
