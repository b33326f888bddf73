using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Weir.Collector.Dashboard;

/// <summary>The files of the dashboard, which are in the assembly. They hold no data and need no token.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "dashboard/";
    private const string Start = "index.html";

    /// <summary>
    /// Scripts, styles and data from here alone, nothing inline, no frame around it: a name that comes from a record cannot
    /// become code even if it were written into the page as it is.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly Dictionary<string, PageFile> _files = Read();

    public IEnumerable<string> Paths => _files.Keys.Select(name => $"/{name}").Prepend("/");

    public Task SendAsync(HttpContext exchange)
    {
        var name = exchange.Request.Path.Value!.TrimStart('/');
        var file = _files[name.Length == 0 ? Start : name];
        var (request, answer) = (exchange.Request.GetTypedHeaders(), exchange.Response.Headers);
        var isGzip = request.AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality is not 0);
        var tag = isGzip ? file.GzipTag : file.Tag;
        answer.ContentSecurityPolicy = Policy;
        answer["Referrer-Policy"] = "no-referrer";
        answer["Cross-Origin-Opener-Policy"] = "same-origin";
        answer["Cross-Origin-Resource-Policy"] = "same-origin";
        answer.CacheControl = "no-cache"; // Kept, and asked about: a new version of Weir is seen at once.
        answer.Vary = "Accept-Encoding";
        answer.ETag = tag;
        if (
            request.IfNoneMatch.Any(known => known.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false))
        )
        {
            exchange.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        exchange.Response.ContentType = file.Type;
        if (isGzip)
            answer.ContentEncoding = "gzip";
        var bytes = isGzip ? file.Gzip : file.Plain;
        answer.ContentLength = bytes.Length;
        return HttpMethods.IsHead(exchange.Request.Method)
            ? Task.CompletedTask
            : exchange.Response.Body.WriteAsync(bytes, exchange.RequestAborted).AsTask();
    }

    private static bool IsPage(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal);

    private static Dictionary<string, PageFile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(IsPage))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var name = resource[Prefix.Length..].Replace('\\', '/');
            files.Add(name, PageFile.Of(name, bytes.ToArray()));
        }

        return files;
    }
}
