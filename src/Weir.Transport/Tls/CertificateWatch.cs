using Weir.Transport.Linux;

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

    /// <summary>Guards the two looks: the files as they are used, and as they were seen last.</summary>
    private readonly Lock _lock = new();
    private (FileRevision? Certificate, FileRevision? Key) _used;
    private (FileRevision? Certificate, FileRevision? Key) _seen;

    /// <param name="note">Gets a sentence about each change, from any thread.</param>
    public CertificateWatch(TlsServer server, string certificate, string key, TimeProvider time, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_server, _certificate, _key, _note) = (server, certificate, key, note);
        _used = _seen = Look();
        _timer = time.CreateTimer(_ => Check(), null, Interval, Interval);
    }

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

    private (FileRevision? Certificate, FileRevision? Key) Look() =>
        (FileRevision.Of(_certificate), FileRevision.Of(_key));
}
