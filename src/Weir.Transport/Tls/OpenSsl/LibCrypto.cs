using System.Runtime.InteropServices;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>What of libcrypto 3 goes with <see cref="LibSsl"/>.</summary>
internal static unsafe partial class LibCrypto
{
    public const string Library = "libcrypto.so.3";

    public const int SourceSink = 0x400;
    public const int BioFlush = 11;
    public const int BioFlags = 0x0f;
    public const int BioRetryRead = 0x09;

    public const uint NoPartialWildcards = 4;

    [LibraryImport(Library, EntryPoint = "BIO_get_new_index")]
    public static partial int NewBioIndex();

    [LibraryImport(Library, EntryPoint = "BIO_meth_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewBioMethod(int type, string name);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_read_ex")]
    public static partial int SetRead(nint method, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, int> read);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_write_ex")]
    public static partial int SetWrite(nint method, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, int> write);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_ctrl")]
    public static partial int SetControl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint> control);

    [LibraryImport(Library, EntryPoint = "BIO_new")]
    public static partial nint NewBio(nint method);

    [LibraryImport(Library, EntryPoint = "BIO_set_init")]
    public static partial void SetReady(nint bio, int isReady);

    [LibraryImport(Library, EntryPoint = "BIO_set_data")]
    public static partial void SetData(nint bio, nint data);

    [LibraryImport(Library, EntryPoint = "BIO_get_data"), SuppressGCTransition]
    public static partial nint GetData(nint bio);

    [LibraryImport(Library, EntryPoint = "BIO_set_flags"), SuppressGCTransition]
    public static partial void SetFlags(nint bio, int flags);

    [LibraryImport(Library, EntryPoint = "BIO_clear_flags"), SuppressGCTransition]
    public static partial void ClearFlags(nint bio, int flags);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    /// <summary>The first of this thread; 0 when there is none.</summary>
    [LibraryImport(Library, EntryPoint = "ERR_peek_error")]
    public static partial nuint FirstError();

    [LibraryImport(Library, EntryPoint = "ERR_reason_error_string")]
    public static partial nint Reason(nuint error);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_num")]
    public static partial int Count(nint stack);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_value")]
    public static partial nint Item(nint stack, int index);

    /// <summary>Gives the length alone without a place.</summary>
    [LibraryImport(Library, EntryPoint = "i2d_X509")]
    public static partial int EncodeCertificate(nint certificate, byte** place);

    [LibraryImport(Library, EntryPoint = "X509_check_host", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CheckHost(nint certificate, string host, nuint length, uint flags, nint matched);
}
