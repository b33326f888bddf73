namespace Weir.Http.Fields;

internal static class HexDigit
{
    /// <summary>0 to 15, or -1 for what is not a hexadecimal digit.</summary>
    public static int Value(byte b) =>
        b switch
        {
            >= (byte)'0' and <= (byte)'9' => b - '0',
            >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
            _ => -1,
        };
}
