using System.Collections.Frozen;

namespace Weir.Origin.Files;

/// <summary>Content-Type by the ending of a name (IANA's registry); without one it is bytes.</summary>
internal static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByEnding = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        [".7z"] = "application/x-7z-compressed",
        [".apk"] = "application/vnd.android.package-archive",
        [".avi"] = "video/x-msvideo",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
        [".bz2"] = "application/x-bzip2",
        [".css"] = "text/css; charset=utf-8",
        [".csv"] = "text/csv; charset=utf-8",
        [".deb"] = "application/vnd.debian.binary-package",
        [".epub"] = "application/epub+zip",
        [".flac"] = "audio/flac",
        [".gif"] = "image/gif",
        [".gz"] = "application/gzip",
        [".htm"] = "text/html; charset=utf-8",
        [".html"] = "text/html; charset=utf-8",
        [".ico"] = "image/x-icon",
        [".iso"] = "application/vnd.efi.iso",
        [".jar"] = "application/java-archive",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".log"] = "text/plain; charset=utf-8",
        [".m4a"] = "audio/mp4",
        [".md"] = "text/markdown; charset=utf-8",
        [".meta4"] = "application/metalink4+xml",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".mkv"] = "video/matroska",
        [".mov"] = "video/quicktime",
        [".mp3"] = "audio/mpeg",
        [".mp4"] = "video/mp4",
        [".oga"] = "audio/ogg",
        [".ogg"] = "audio/ogg",
        [".ogv"] = "video/ogg",
        [".otf"] = "font/otf",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".rpm"] = "application/x-rpm",
        [".svg"] = "image/svg+xml",
        [".tar"] = "application/x-tar",
        [".tgz"] = "application/gzip",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".torrent"] = "application/x-bittorrent",
        [".ttf"] = "font/ttf",
        [".txt"] = "text/plain; charset=utf-8",
        [".wasm"] = "application/wasm",
        [".wav"] = "audio/wav",
        [".webm"] = "video/webm",
        [".webp"] = "image/webp",
        [".woff"] = "font/woff",
        [".woff2"] = "font/woff2",
        [".xml"] = "application/xml",
        [".xz"] = "application/x-xz",
        [".zip"] = "application/zip",
        [".zst"] = "application/zstd",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByEnding.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Of(ReadOnlySpan<char> name) =>
        Lookup.TryGetValue(Path.GetExtension(name), out var type) ? type : Unknown;
}
