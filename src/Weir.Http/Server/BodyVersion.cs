using Microsoft.Win32.SafeHandles;

namespace Weir.Http.Server;

/// <summary>Knows which bytes an answer has promised, and sees when the file has others by now.</summary>
public abstract class BodyVersion
{
    /// <summary>
    /// False once the file has been written to since the answer began. Asked on the loop after each stretch that was sent
    /// and before the last one goes: it must not block.
    /// </summary>
    public abstract bool IsStill(SafeFileHandle file);
}
