using System.Net.Sockets;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Programs;

/// <summary>nginx as an origin: one process that serves a folder on several ports.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    /// <summary>What it would otherwise keep where only its package may write.</summary>
    private static readonly string[] BodyKinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    private readonly TemporaryFolder _folder;
    private readonly ProgramProcess _process;
    private readonly int _firstPort;

    private Nginx(TemporaryFolder folder, ProgramProcess process, int firstPort)
    {
        _folder = folder;
        _process = process;
        _firstPort = firstPort;
    }

    public static async Task<Nginx> StartAsync(string root, int ports)
    {
        var folder = new TemporaryFolder();
        var first = FreePorts.Consecutive(ports);
        var configuration = folder["nginx.conf"];
        await File.WriteAllTextAsync(configuration, Configuration(folder, root, first, ports));
        var process = ProgramProcess.Start(
            File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx",
            ["-p", folder.Path, "-c", configuration, "-e", folder["error.log"]]
        );
        await ListensAsync(first + ports - 1, process);
        return new Nginx(folder, process, first);
    }

    public string Url(int server, string name) => $"http://127.0.0.1:{_firstPort + server - 1}/{name}";

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    /// <remarks>Without a master the one process runs as its user, who can read the folders of the tests.</remarks>
    private static string Configuration(TemporaryFolder folder, string root, int first, int ports)
    {
        var listens = string.Concat(Enumerable.Range(first, ports).Select(port => $"listen 127.0.0.1:{port}; "));
        var temporary = string.Concat(BodyKinds.Select(kind => $"{kind}_temp_path {folder.Path}/{kind}; "));
        return $$"""
            daemon off;
            master_process off;
            pid {{folder.Path}}/pid;
            events { worker_connections 256; }
            http { access_log off; sendfile on; {{temporary}} server { {{listens}} root {{root}}; } }
            """;
    }

    private static async Task ListensAsync(int port, ProgramProcess process)
    {
        while (true)
        {
            Assert.False(process.HasExited, string.Join('\n', process.Errors));
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
