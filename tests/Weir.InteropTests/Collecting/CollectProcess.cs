using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Collecting;

/// <summary>A running <c>weir collect</c>.</summary>
internal sealed class CollectProcess : IAsyncDisposable
{
    private readonly ProgramProcess _process;

    private CollectProcess(ProgramProcess process, Uri url)
    {
        (_process, Url) = (process, url);
    }

    public Uri Url { get; }

    public ProgramProcess Process => _process;

    public static Task<CollectProcess> StartAsync(int port, string store, params string[] options) =>
        StartAsync(port, store, options, environment: null);

    /// <param name="environment">Variables to add.</param>
    public static async Task<CollectProcess> StartAsync(
        int port,
        string store,
        string[] options,
        IReadOnlyDictionary<string, string?>? environment
    )
    {
        var process = WeirProcess.Start(
            ["collect", "--listen", $"{port}", "--store", Address(store), .. options],
            environment: environment
        );
        var line = await process.WaitForOutputAsync(l => l.StartsWith("collecting at ", StringComparison.Ordinal));
        return new CollectProcess(process, new Uri(line.Split(' ')[2]));
    }

    /// <summary>A file is a store of SQLite.</summary>
    private static string Address(string store) =>
        store.Contains("://", StringComparison.Ordinal) ? store : $"sqlite:{store}";

    /// <summary>Makes a token and gives the file it is in.</summary>
    public static async Task<string> AddTokenAsync(string store, string file)
    {
        var result = await WeirProcess.RunAsync(["collect", "token", "add", "tester", "--store", Address(store)]);
        Assert.Equal(0, result.ExitCode);
        await File.WriteAllLinesAsync(file, result.Output);
        return file;
    }

    /// <summary>A client with the token of a file.</summary>
    /// <param name="fingerprint">SHA-256 of the certificate to trust, in hex.</param>
    public static HttpClient Client(string tokenFile, string? fingerprint = null) =>
        new(
            new SocketsHttpHandler
            {
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        certificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant() == fingerprint,
                },
            }
        )
        {
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(tokenFile).Trim()),
            },
        };

    /// <summary>The collector's answer; null when it went away before it gave one.</summary>
    /// <remarks>A reset between connect and request comes out of HttpClient as a bare SocketException.</remarks>
    public async Task<string?> PostAsync(HttpClient client, IEnumerable<string> lines)
    {
        try
        {
            using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
            using var answer = await client.PostAsync(new Uri(Url, "api/v1/measurements"), content);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadAsStringAsync()).TrimEnd();
        }
        catch (Exception error) when (error is SocketException or HttpRequestException { StatusCode: null })
        {
            return null;
        }
    }

    public async Task KillAsync()
    {
        _process.Send(Signal.Kill);
        await _process.WaitForExitAsync();
    }

    public async Task<int> StopAsync()
    {
        _process.Send(Signal.Interrupt);
        return await _process.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
