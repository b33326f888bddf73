using Weir.Http.Server;
using Weir.Proxy.Caching.Storage;

namespace Weir.UnitTests.Proxy.Caching.Storage;

/// <summary>What a fill and a connection do with bodies, a step at a time.</summary>
internal static class Bodies
{
    /// <summary>Writes that many bytes, counting up from the body's length; gives what kept it from doing so, or Ready.</summary>
    public static BodyRoom Write(this GrowingBody body, int count)
    {
        while (count > 0)
        {
            var status = body.Room(out var room);
            if (status != BodyRoom.Ready)
                return status;
            var part = Math.Min(count, room.Length);
            var start = body.Length;
            for (var i = 0; i < part; i++)
                room.Span[i] = (byte)(start + i);
            body.Commit(part);
            count -= part;
        }

        return BodyRoom.Ready;
    }

    /// <summary>Reads what is there and checks each byte against its place; gives how it ended and how many there were.</summary>
    public static (BodyStep Step, long Count) Read(this BodyReader reader, long from = 0, long most = long.MaxValue)
    {
        var count = 0L;
        while (count < most)
        {
            var step = reader.Peek(out var bytes);
            if (step != BodyStep.Data)
                return (step, count);
            var part = (int)Math.Min(bytes.Length, most - count);
            for (var i = 0; i < part; i++)
                Assert.Equal((byte)(from + count + i), bytes.Span[i]);
            reader.Advance(part);
            count += part;
        }

        return (BodyStep.Data, count);
    }
}
