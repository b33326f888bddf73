using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Weir.Agent.Spool;

/// <summary>
/// The files of a spool. Faults of the disk are exceptions here.
/// <code>
/// lock              held while an agent runs
/// state             what is acknowledged, SpoolState
/// N.records         segments, oldest first, SpoolFormat
/// rejected          records that the collector refused for good, as JSON lines with the reason; rejected.old before it
/// work/             downloads under way; nothing there outlives its run
/// </code>
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    internal const string SegmentSuffix = ".records";
    private const string SegmentDigits = "D16";
    private const long MostRejected = 8 << 20;

    private readonly string _folder;
    private readonly SafeFileHandle _lock;

    private SpoolFolder(string folder, SafeFileHandle @lock)
    {
        _folder = folder;
        _lock = @lock;
    }

    public string StatePath => Path.Combine(_folder, "state");

    public string RejectedPath => Path.Combine(_folder, "rejected");

    /// <summary>Makes the folder when it is missing, and keeps other agents out of it.</summary>
    public static SpoolFolder Open(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        return new SpoolFolder(folder, LockIn(folder));
    }

    public static string LockPath(string folder) => Path.Combine(folder, "lock");

    public IEnumerable<Segment> Segments() =>
        Directory
            .EnumerateFiles(_folder, "*" + SegmentSuffix)
            .Select(path =>
                long.TryParse(
                    Path.GetFileNameWithoutExtension(path),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                    ? Segment.Existing(path, number)
                    : null
            )
            .OfType<Segment>()
            .OrderBy(segment => segment.Number);

    public Segment NewSegment(long number) =>
        Segment.Create(
            Path.Combine(_folder, number.ToString(SegmentDigits, CultureInfo.InvariantCulture) + SegmentSuffix),
            number
        );

    /// <summary>Null when there is none that can be read.</summary>
    public SpoolState? ReadState() => File.Exists(StatePath) ? SpoolState.Parse(File.ReadAllBytes(StatePath)) : null;

    /// <summary>
    /// Returns once it is on the disk when it tells of a gap, since the records in that are deleted next. Any other that a power
    /// loss takes only makes records be sent again.
    /// </summary>
    public void WriteState(SpoolState state)
    {
        var temporary = StatePath + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(state.Encode());
            file.Flush(flushToDisk: state.Gap is not null);
        }

        File.Move(temporary, StatePath, overwrite: true);
        if (state.Gap is not null)
            FolderSync.Flush(_folder);
    }

    /// <summary>Returns once the record is on the disk.</summary>
    public void SetAside(string record, string reason, DateTimeOffset at)
    {
        if (File.Exists(RejectedPath) && new FileInfo(RejectedPath).Length > MostRejected)
            File.Move(RejectedPath, RejectedPath + ".old", overwrite: true);
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("at", at.UtcDateTime);
            json.WriteString("reason", reason);
            json.WritePropertyName("record");
            json.WriteRawValue(record);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        using var file = new FileStream(RejectedPath, FileMode.Append, FileAccess.Write);
        if (file.Length == 0)
            FolderSync.Flush(_folder);
        line.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    public void Dispose() => _lock.Dispose();

    private static SafeFileHandle LockIn(string folder) =>
        File.OpenHandle(LockPath(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
