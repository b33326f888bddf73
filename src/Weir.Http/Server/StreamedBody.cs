using Microsoft.Win32.SafeHandles;

namespace Weir.Http.Server;

/// <summary>What a <see cref="StreamedBody"/> has at one moment.</summary>
public enum BodyStep
{
    /// <summary>At least one byte.</summary>
    Data,

    /// <summary>At least one byte of a file: <see cref="StreamedBody.Stretch"/>.</summary>
    File,

    /// <summary>Nothing now; <see cref="StreamedBody.NotifyReady"/> will be called.</summary>
    Wait,

    /// <summary>All of it has been taken.</summary>
    End,

    /// <summary>It will never be whole: the connection is reset, so that no client takes the part for it.</summary>
    Failed,
}

/// <summary>Bytes of a file, to be sent without a copy.</summary>
/// <param name="File">The body's own: it is open until the body is disposed of.</param>
public readonly record struct FileStretch(SafeFileHandle File, long Offset, int Count);

/// <summary>
/// A body that comes in parts while it is sent. The connection takes what the kernel takes and no more, so that a slow
/// client holds up whoever makes the body, as far as that one lets it.
/// </summary>
/// <remarks>
/// The connection calls on its loop; none of it may block. It disposes of the body once, whether it was sent or not.
/// </remarks>
public abstract class StreamedBody : IDisposable
{
    private Action? _ready;

    /// <summary>The bytes of all of it; null when that is not known before its end.</summary>
    public abstract long? Length { get; }

    /// <summary>The next bytes; they stay as they are until they are advanced past or the body is disposed of.</summary>
    public abstract BodyStep Peek(out ReadOnlyMemory<byte> bytes);

    /// <summary>What the last <see cref="Peek"/> has found, when that was <see cref="BodyStep.File"/>.</summary>
    public virtual FileStretch Stretch => default;

    /// <summary>The first <paramref name="count"/> of the bytes that were peeked at are sent.</summary>
    public abstract void Advance(int count);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Whom to wake. Set before the first <see cref="Peek"/>.</summary>
    internal void Attach(Action ready) => _ready = ready;

    /// <summary>To be called after a <see cref="BodyStep.Wait"/> when there is something else to say. Any thread; does not wait.</summary>
    protected void NotifyReady() => _ready?.Invoke();

    protected abstract void Dispose(bool disposing);
}
