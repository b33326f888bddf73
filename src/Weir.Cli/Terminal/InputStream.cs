namespace Weir.Cli.Terminal;

/// <summary>stdin as bytes, for a command that reads a file.</summary>
internal static class InputStream
{
    public static Stream Open() => Console.OpenStandardInput();
}
