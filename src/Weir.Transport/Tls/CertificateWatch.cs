namespace Weir.Transport.Tls;

/// <summary>Looks once a second whether a certificate or its key has changed, and has the server use the new pair.</summary>
/// <remarks>
/// The two files change one after the other, so a change is looked at when it is a second old. A pair that is no good is
/// told once, and the old one stays.
/// </remarks>
public sealed class CertificateWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TlsServer _server;
    private readonly string _certificate;
    private readonly string _key;
    private readonly Action<string> _note;
    private readonly ITimer _timer;

    /// <summary>Guards the two versions.</summary>
    private readonly Lock _lock = new();
    private FilesVersion _used;
    private FilesVersion _seen;

    /// <param name="note">Gets a sentence about each change, from any thread.</param>
    public CertificateWatch(TlsServer server, string certificate, string key, TimeProvider time, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_server, _certificate, _key, _note) = (server, certificate, key, note);
        _used = _seen = Look();
        _timer = time.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>Times and lengths of both; default where a file is not there.</summary>
    private readonly record struct FilesVersion(DateTime Certificate, long Length, DateTime Key, long KeyLength);

    public void Dispose() => _timer.Dispose();

    /// <summary>One look.</summary>
    internal void Check()
    {
        lock (_lock)
        {
            var now = Look();
            var isSettled = now == _seen;
            _seen = now;
            if (now == _used || !isSettled)
                return;
            _used = now;
        }

        if (TlsIdentity.LoadChain(_certificate, _key, out var problem) is not { } chain)
        {
            _note($"the new certificate is not used, the old one stays: {problem}");
            return;
        }

        _server.Replace(chain);
        _note($"new connections get the new certificate sha256:{_server.Fingerprint}");
    }

    private FilesVersion Look()
    {
        var (certificate, length) = Look(_certificate);
        var (key, keyLength) = Look(_key);
        return new FilesVersion(certificate, length, key, keyLength);
    }

    private static (DateTime Changed, long Length) Look(string path)
    {
        try
        {
            // The file itself where the name is a link: renewals often move only the link.
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
