using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>
/// The BIO through which OpenSSL reads and writes a <see cref="TlsWire"/>, so that time-outs, interruptions and faults are
/// those of every other connection, and a dead socket raises no signal.
/// </summary>
internal static unsafe class WireBio
{
    private static readonly nint Method = MakeMethod();

    /// <param name="wire">Stays valid as long as the BIO.</param>
    /// <exception cref="InvalidOperationException">There is no memory for it.</exception>
    public static nint Create(GCHandle wire)
    {
        var bio = LibCrypto.NewBio(Method);
        if (bio == 0)
            throw new InvalidOperationException("OpenSSL has no memory for a connection.");
        LibCrypto.SetData(bio, GCHandle.ToIntPtr(wire));
        LibCrypto.SetReady(bio, 1);
        return bio;
    }

    /// <summary>Once in a process, which keeps it.</summary>
    private static nint MakeMethod()
    {
        var method = LibCrypto.NewBioMethod(LibCrypto.NewBioIndex() | LibCrypto.SourceSink, "wire");
        if (method == 0)
            throw new InvalidOperationException("OpenSSL has no memory.");
        _ = LibCrypto.SetRead(method, &Read);
        _ = LibCrypto.SetWrite(method, &Write);
        _ = LibCrypto.SetControl(method, &Control);
        return method;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint bio, byte* buffer, nuint count, nuint* read)
    {
        var wire = WireOf(bio);
        LibCrypto.ClearFlags(bio, LibCrypto.BioFlags);
        *read = (nuint)wire.Receive(new Span<byte>(buffer, (int)Math.Min(count, int.MaxValue)));
        if (*read > 0)
            return 1;
        if (wire.IsLate)
            LibCrypto.SetFlags(bio, LibCrypto.BioRetryRead);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint bio, byte* bytes, nuint count, nuint* written)
    {
        LibCrypto.ClearFlags(bio, LibCrypto.BioFlags);
        var isSent = WireOf(bio).Send(new ReadOnlySpan<byte>(bytes, checked((int)count)));
        *written = isSent ? count : 0;
        return isSent ? 1 : 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Control(nint bio, int command, nint number, nint pointer) =>
        command == LibCrypto.BioFlush ? 1 : 0;

    private static TlsWire WireOf(nint bio) => (TlsWire)GCHandle.FromIntPtr(LibCrypto.GetData(bio)).Target!;
}
