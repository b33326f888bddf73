using System.Text;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Arguments;

/// <summary>The value of <c>--client</c>, which goes into a field of the request.</summary>
internal static class ClientName
{
    /// <summary>What servers take.</summary>
    private const int MaxBytes = 128;

    public static string? Check(string? name)
    {
        if (name is null)
            return null;
        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
            throw MistakeException.Usage("--client: the name is empty or has control characters; write a plain one");
        return Encoding.UTF8.GetByteCount(name) <= MaxBytes
            ? name.Trim()
            : throw MistakeException.Usage($"--client: the name is longer than {MaxBytes} bytes; write a shorter one");
    }
}
