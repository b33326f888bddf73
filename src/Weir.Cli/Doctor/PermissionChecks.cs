using Weir.Transport.Udp;

namespace Weir.Cli.Doctor;

/// <summary>Where Weir writes, who may read its secrets, and whether ICMP is allowed.</summary>
internal static class PermissionChecks
{
    private const string Area = "permissions";
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IEnumerable<Diagnosis> Run(DoctorTerms terms, TimeProvider time)
    {
        yield return Folder(
            "data folder",
            DataFolder,
            "set XDG_DATA_HOME to a folder of yours, or give its owner back"
        );
        yield return Folder("temporary folder", Path.GetTempPath(), "set TMPDIR to a folder that may be written");
        foreach (var secret in terms.Secrets)
            yield return Secret(Area, secret) ?? Diagnosis.Ok(Area, secret, "only its owner may read it");
        yield return Icmp(time);
    }

    /// <summary>Null when the file is private, and where the system knows no such modes.</summary>
    public static Diagnosis? Secret(string area, string path)
    {
        if (!File.Exists(path))
            return Diagnosis.Problem(area, path, "it does not exist", "name the file that holds the secret");
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == UnixFileMode.None
            ? null
            : Diagnosis.Problem(area, path, "other users may read or change this secret", $"chmod 600 {path}");
    }

    private static string DataFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "weir");

    private static Diagnosis Folder(string name, string path, string remedy)
    {
        try
        {
            Directory.CreateDirectory(path);
            var attempt = Path.Combine(path, $".weir-doctor-{Environment.ProcessId}");
            File.WriteAllBytes(attempt, [0]);
            File.Delete(attempt);
            return Diagnosis.Ok(Area, name, $"{path} can be written");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Diagnosis.Problem(Area, name, $"{path} cannot be written: {error.Message}", remedy);
        }
    }

    private static Diagnosis Icmp(TimeProvider time)
    {
        var fault = UdpSocket.TryConnectIcmp("127.0.0.1", new UdpOptions(), time, out var socket, out var mode);
        socket?.Dispose();
        return fault is null
            ? Diagnosis.Ok(Area, "ICMP", $"weir probe icmp:HOST works, by a {(mode.IsRaw ? "raw" : "datagram")} socket")
            : Diagnosis.Warning(
                Area,
                "ICMP",
                "weir probe icmp:HOST is not permitted to this user",
                "run as root, or let net.ipv4.ping_group_range include your group: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""
            );
    }
}
