using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weir.FunctionalTests.Probes;

/// <summary>What happens to the packet of one number on its way to a <see cref="ScriptedReflector"/> and back.</summary>
/// <param name="CopiesForward">How often it reaches the reflector: 0 when it is lost on the way, 2 when it is doubled.</param>
/// <param name="CopiesBackward">How often each answer reaches the sender.</param>
/// <param name="HeldFor">How many later packets are treated before its answers leave.</param>
internal sealed record ScriptLine(int CopiesForward = 1, int CopiesBackward = 1, int HeldFor = 0);

/// <summary>
/// A stateful STAMP reflector that shares no code with Weir's: it reads and writes RFC 8762's octets by itself, and treats
/// each packet by the script's line of its number. What it sent, it keeps in the order of sending.
/// </summary>
internal sealed class ScriptedReflector : IDisposable
{
    private const long From1900To1970 = 2_208_988_800;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IReadOnlyList<ScriptLine> _script;
    private readonly TimeSpan _clockOffset;
    private readonly Thread _thread;
    private readonly List<(int Due, byte[] Answer, EndPoint To)> _held = [];
    private uint _count;

    /// <param name="clockOffset">How far its clock is ahead of this machine's.</param>
    public ScriptedReflector(IReadOnlyList<ScriptLine> script, TimeSpan clockOffset = default)
    {
        (_script, _clockOffset) = (script, clockOffset);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.ReceiveBufferSize = 1 << 20;
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    /// <summary>The sender's numbers of all answers, in the order in which they left. Read it when the sender is through.</summary>
    public List<uint> Sent { get; } = [];

    public void Dispose()
    {
        // A datagram to itself ends the wait; the script has no line for it.
        using var end = new UdpClient();
        end.Send([], new IPEndPoint(IPAddress.Loopback, Port));
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[65536];
        for (var treated = 0; ; treated++)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var length = _socket.ReceiveFrom(buffer, ref from);
            if (length == 0)
                return;
            var received = Now();
            var number = BinaryPrimitives.ReadUInt32BigEndian(buffer);
            var line = _script[(int)number];
            for (var copy = 0; copy < line.CopiesForward; copy++)
            {
                var answer = Answer(buffer.AsSpan(0, length), received);
                for (var back = 0; back < line.CopiesBackward; back++)
                {
                    if (line.HeldFor > 0)
                        _held.Add((treated + line.HeldFor, answer, from));
                    else
                        Send(answer, from);
                }
            }

            foreach (var held in _held.FindAll(held => held.Due <= treated))
                Send(held.Answer, held.To);
            _held.RemoveAll(held => held.Due <= treated);
        }
    }

    private void Send(byte[] answer, EndPoint to)
    {
        Sent.Add(BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(24)));
        _socket.SendTo(answer, to);
    }

    private byte[] Answer(ReadOnlySpan<byte> request, ulong received)
    {
        var answer = new byte[request.Length];
        BinaryPrimitives.WriteUInt32BigEndian(answer, _count++);
        BinaryPrimitives.WriteUInt64BigEndian(answer.AsSpan(4), Now());
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(12), 0x0101); // Z = 0, S = 0, a Multiplier of 1
        request[14..16].CopyTo(answer.AsSpan(14)); // SSID
        BinaryPrimitives.WriteUInt64BigEndian(answer.AsSpan(16), received);
        request[..4].CopyTo(answer.AsSpan(24));
        request[4..12].CopyTo(answer.AsSpan(28));
        request[12..14].CopyTo(answer.AsSpan(36));
        answer[40] = 255;
        request[44..].CopyTo(answer.AsSpan(44)); // TLVs, as a reflector that knows none: U stays set
        return answer;
    }

    private ulong Now()
    {
        var since = TimeProvider.System.GetUtcNow() + _clockOffset - DateTimeOffset.UnixEpoch;
        var seconds = (ulong)(since.Ticks / TimeSpan.TicksPerSecond) + From1900To1970;
        return (seconds << 32) | (uint)(since.Ticks % TimeSpan.TicksPerSecond * 4294967296.0 / TimeSpan.TicksPerSecond);
    }
}
