using System.Diagnostics;
using System.Globalization;

namespace Weir.Testing.Processes;

/// <summary>A PostgreSQL server with an empty data folder of its own, on a free port of loopback.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;
    private int _databases;

    private PostgresServer(string folder, int port)
    {
        (_folder, _port) = (folder, port);
    }

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("weir-postgres-").FullName;
        // PostgreSQL refuses to run as root; its package brings a user for it.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", folder);
        var server = new PostgresServer(folder, FreePorts.Consecutive(1));
        await server.AsServerAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "weir", "-E", "UTF8", "--no-sync");
        await server.AsServerAsync(
            "pg_ctl",
            "-D",
            server.Data,
            "-l",
            $"{folder}/log",
            "-w",
            "-o",
            $"-p {server._port.ToString(CultureInfo.InvariantCulture)} -h 127.0.0.1 -c unix_socket_directories='' -c fsync=off",
            "start"
        );
        return server;
    }

    /// <summary>The URL of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"weir{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await RunAsync(
            Tool("createdb"),
            "-h",
            "127.0.0.1",
            "-p",
            _port.ToString(CultureInfo.InvariantCulture),
            "-U",
            "weir",
            name
        );
        return $"postgres://weir@127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/{name}";
    }

    /// <summary>Stops it as a crash would, or at once when nobody needs it any more.</summary>
    public Task StopAsync() => AsServerAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists($"{Data}/postmaster.pid"))
            await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => $"{_folder}/data";

    private static string Tool(string name) =>
        Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .OrderDescending(StringComparer.Ordinal)
            .Select(version => $"{version}/bin/{name}")
            .First(File.Exists);

    private Task AsServerAsync(string tool, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", Tool(tool), .. arguments])
            : RunAsync(Tool(tool), arguments);

    /// <summary>Its output is not read: the server would inherit the pipe and keep it open.</summary>
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments])
            {
                WorkingDirectory = "/",
            }
        )!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}"
            );
    }
}
