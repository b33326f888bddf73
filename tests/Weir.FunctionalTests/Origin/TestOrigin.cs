using System.Net;
using Weir.FunctionalTests.Clients;
using Weir.Origin.Replicas;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Origin;

/// <summary>An origin on free ports of loopback with a folder of its own.</summary>
internal sealed class TestOrigin : IAsyncDisposable
{
    private readonly bool _isTls;

    private TestOrigin(OriginServer server, TemporaryFolder folder, bool isTls)
    {
        _isTls = isTls;
        Server = server;
        Folder = folder;
    }

    public OriginServer Server { get; }

    public TemporaryFolder Folder { get; }

    public Replica First => Server.Replicas[0];

    public IPEndPoint EndPoint => First.Status.Address;

    public static async Task<TestOrigin> StartAsync(
        Action<TemporaryFolder> fill,
        int replicas = 1,
        Func<OriginOptions, OriginOptions>? change = null,
        bool isTls = false
    )
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["root"]);
        fill(folder);
        var replica = new ReplicaOptions(new IPEndPoint(IPAddress.Loopback, 0), folder["root"]);
        var options = new OriginOptions { Replicas = [.. Enumerable.Repeat(replica, replicas)] };
        if (isTls)
            options = options with { Tls = new TlsServer(TestCertificate.Localhost) };
        var server = new OriginServer(change?.Invoke(options) ?? options, TimeProvider.System);
        Assert.Null(await server.StartAsync());
        return new TestOrigin(server, folder, isTls);
    }

    public Task<RawClient> ConnectAsync(int replica = 1) =>
        RawClient.ConnectAsync(Server.Replicas[replica - 1].Status.Address, isTls: _isTls);

    public async Task<RawAnswer> GetAsync(string target, string fields = "", string method = "GET")
    {
        using var client = await ConnectAsync();
        await client.GetAsync(target, fields, method);
        return await client.ReadAsync(toHead: method == "HEAD");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
