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

    /// <param name="certificate">With it, it speaks TLS.</param>
    public static async Task<Nginx> StartAsync(string root, int ports, OpenSslCertificate? certificate = null)
    {
        var folder = new TemporaryFolder();
        var first = FreePorts.Consecutive(ports);
        var configuration = folder["nginx.conf"];
        await File.WriteAllTextAsync(configuration, Configuration(folder, root, first, ports, certificate));
        var process = ProgramProcess.Start(
            File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx",
            ["-p", folder.Path, "-c", configuration, "-e", folder["error.log"]]
        );
        await ListensAsync(first + ports - 1, process);
        return new Nginx(folder, process, first) { Scheme = certificate is null ? "http" : "https" };
    }

    private string Scheme { get; init; } = "http";

    public string Url(int server, string name) => $"{Scheme}://127.0.0.1:{_firstPort + server - 1}/{name}";

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    /// <remarks>Without a master the one process runs as its user, who can read the folders of the tests.</remarks>
    private static string Configuration(
        TemporaryFolder folder,
        string root,
        int first,
        int ports,
        OpenSslCertificate? certificate
    )
    {
        var ssl = certificate is null ? "" : " ssl";
        var listens = string.Concat(Enumerable.Range(first, ports).Select(port => $"listen 127.0.0.1:{port}{ssl}; "));
        if (certificate is not null)
            listens += $"ssl_certificate {certificate.Certificate}; ssl_certificate_key {certificate.Key}; ";
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
