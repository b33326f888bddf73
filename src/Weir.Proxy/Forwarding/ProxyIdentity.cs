using System.Text;
using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>The name by which one proxy knows itself again in Via (RFC 9110 7.6.3).</summary>
public sealed class ProxyIdentity
{
    /// <summary>The name in Cache-Status and Proxy-Status, where no one has to tell two of them apart.</summary>
    public const string Name = "weir";

    private readonly byte[] _pseudonym;

    /// <param name="suffix">Tells this process from others; chosen at random by its owner.</param>
    public ProxyIdentity(int suffix)
    {
        _pseudonym = Encoding.ASCII.GetBytes($"{Name}-{suffix:x8}");
        Via = Encoding.ASCII.GetBytes($"1.1 {Name}-{suffix:x8}");
    }

    /// <summary>The member that it adds to Via.</summary>
    public ReadOnlyMemory<byte> Via { get; }

    /// <summary>Whether a request has been here before: a loop.</summary>
    public bool HasSeen(Head request)
    {
        for (var i = request.IndexOf("Via"u8, 0); i >= 0; i = request.IndexOf("Via"u8, i + 1))
        {
            if (request.Value(i).IndexOf(_pseudonym) >= 0)
                return true;
        }

        return false;
    }
}
