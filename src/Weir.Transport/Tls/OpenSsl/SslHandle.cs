using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>
/// One <c>SSL</c> with the BIO below it. It is freed when the last call that uses it is over, whoever disposes it. All calls
/// but that belong to one thread.
/// </summary>
internal sealed class SslHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private GCHandle _wire;

    private SslHandle(nint ssl, GCHandle wire)
        : base(ownsHandle: true)
    {
        _wire = wire;
        SetHandle(ssl);
    }

    /// <exception cref="InvalidOperationException">There is no memory for it.</exception>
    public static SslHandle Create(nint context, TlsWire wire)
    {
        var ssl = LibSsl.New(context);
        if (ssl == 0)
            throw new InvalidOperationException("OpenSSL has no memory for a connection.");
        var made = new SslHandle(ssl, GCHandle.Alloc(wire));
        var bio = WireBio.Create(made._wire);
        LibSsl.SetBio(ssl, bio, bio);
        return made;
    }

    protected override bool ReleaseHandle()
    {
        LibSsl.Free(handle);
        _wire.Free();
        return true;
    }
}
