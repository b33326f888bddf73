using System.Runtime.InteropServices;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>What of libssl 3 a client needs. Names and meanings are those of section 3 of its manual.</summary>
internal static unsafe partial class LibSsl
{
    public const string Library = "libssl.so.3";

    public const int WantRead = 2;
    public const int ZeroReturn = 6;

    public const int SetSessionCacheMode = 44;
    public const int SetReadAhead = 41;
    public const int SetHostName = 55;
    public const int SetLeastVersion = 123;
    public const int SetMostVersion = 124;

    public const int Tls12 = 0x0303;
    public const ulong NoCompression = 1 << 17;
    public const ulong NoRenegotiation = 1 << 30;

    /// <summary>Without it OpenSSL would tear itself down at the process's exit, under the feet of threads that use it.</summary>
    public const ulong NoAtExit = 0x80000;

    [LibraryImport(Library, EntryPoint = "OPENSSL_init_ssl")]
    public static partial int Initialize(ulong options, nint settings);

    [LibraryImport(Library, EntryPoint = "TLS_client_method")]
    public static partial nint ClientMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    public static partial nint NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    public static partial nint ControlContext(nint context, int command, nint number, nint pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_options")]
    public static partial ulong SetOptions(nint context, ulong options);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_cipher_list", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetCiphers(nint context, string ciphers);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Configure(nint context, string section);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_verify")]
    public static partial void SetVerify(nint context, int mode, nint callback);

    /// <summary>0 when it succeeds.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_alpn_protos")]
    public static partial int SetApplicationProtocols(nint context, byte* protocols, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_default_read_buffer_len")]
    public static partial void SetReadBuffer(nint context, nuint length);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    public static partial nint New(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    public static partial void Free(nint ssl);

    /// <summary>Takes over the BIO, once where both are the same.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_set_bio")]
    public static partial void SetBio(nint ssl, nint reading, nint writing);

    [LibraryImport(Library, EntryPoint = "SSL_ctrl")]
    public static partial nint Control(SslHandle ssl, int command, nint number, byte* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_connect")]
    public static partial int Connect(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    public static partial int Read(SslHandle ssl, byte* buffer, int count);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    public static partial int Write(SslHandle ssl, byte* bytes, int count);

    [LibraryImport(Library, EntryPoint = "SSL_shutdown")]
    public static partial int Shutdown(SslHandle ssl);

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    public static partial int GetError(SslHandle ssl, int result);

    [LibraryImport(Library, EntryPoint = "SSL_has_pending")]
    public static partial int HasPending(SslHandle ssl);

    /// <summary>Belongs to the SSL.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_get0_peer_certificate")]
    public static partial nint PeerCertificate(SslHandle ssl);

    /// <summary>Belongs to the SSL.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_get_peer_cert_chain")]
    public static partial nint PeerChain(SslHandle ssl);
}
