using System.Text;
using Weir.Cli.Mistakes;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Probing;

/// <summary>The file of <c>--raw</c>: a JSON object per packet. Written anew. Packets come one after the other.</summary>
internal sealed class RawPacketFile : IDisposable
{
    private readonly string _path;
    private readonly StreamWriter _file;

    private RawPacketFile(string path, StreamWriter file) => (_path, _file) = (path, file);

    /// <summary>Finds out before the measurement that the file cannot be written.</summary>
    /// <exception cref="MistakeException">Exit code 4, with the reason.</exception>
    public static RawPacketFile Create(string path)
    {
        if (path.Length == 0)
            throw MistakeException.Usage("--raw is empty; name the file to write");
        try
        {
            return new RawPacketFile(
                path,
                new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" }
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"--raw {path} cannot be written; {error.Message}");
        }
    }

    public void Add(PacketRecord packet) => _file.WriteLine(MeasurementsJson.ToLine(packet));

    /// <exception cref="MistakeException">Exit code 4, with the reason.</exception>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException error)
        {
            throw MistakeException.Target($"--raw {_path} cannot be written; {error.Message}");
        }
    }
}
