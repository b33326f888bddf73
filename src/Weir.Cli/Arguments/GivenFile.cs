using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Downloads.Downloading;
using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;

namespace Weir.Cli.Arguments;

/// <summary>The file that SOURCE arguments mean: URLs of it, and Metalinks (local, or by URL) that say more of it.</summary>
/// <param name="Name">What a Metalink calls the file; null without one.</param>
internal sealed record GivenFile(IReadOnlyList<SourceAddress> Sources, DownloadOptions Options, string? Name)
{
    private static readonly string[] Extensions = [MetalinkDocument.Extension, ".metalink"];

    /// <summary>Reads and fetches the Metalinks among the arguments.</summary>
    /// <param name="options">What was asked for; what the Metalinks say is added.</param>
    /// <param name="example">A command line that has a source.</param>
    /// <exception cref="MistakeException">An argument is of no use, or they contradict each other.</exception>
    public static async Task<GivenFile> ReadAsync(
        IReadOnlyList<string> arguments,
        DownloadOptions options,
        string example,
        Output output,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var sources = new List<SourceAddress>();
        var given = new GivenFile(sources, options, null);
        if (arguments.Count == 0)
            SourceList.Parse([], example);
        foreach (var argument in arguments)
        {
            if (IsLocal(argument))
            {
                given = given.With(ReadLocal(argument), argument, output);
                continue;
            }
            foreach (var source in SourceList.Parse([argument], example))
            {
                if (!options.Mirrors || !HasExtension(new Uri(source.PublicUrl).AbsolutePath))
                    sources.Add(source);
                else
                    given = given.With(await FetchAsync(source, options, time, cancellation), source.PublicUrl, output);
            }
        }
        return sources.Count > 0
            ? given
            : throw MistakeException.Usage($"{string.Join(", ", arguments)} names no URL to download from; add one");
    }

    /// <summary>The one source has turned out to be a Metalink.</summary>
    public static async Task<GivenFile> OfMetalinkAsync(
        GivenFile file,
        Output output,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var address = file.Sources[0];
        var description = await FetchAsync(address, file.Options, time, cancellation);
        var given = new GivenFile(new List<SourceAddress>(), file.Options, null).With(
            description,
            address.PublicUrl,
            output
        );
        return given.Sources.Count > 0
            ? given
            : throw MistakeException.Failed($"the Metalink {address.PublicUrl} names no URL to download from");
    }

    private static bool HasExtension(string path) =>
        Extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static bool IsLocal(string argument) =>
        !argument.Contains("://", StringComparison.Ordinal) && (File.Exists(argument) || HasExtension(argument));

    private static Description ReadLocal(string path)
    {
        if (!File.Exists(path))
            throw MistakeException.Usage($"{path} does not exist; name a Metalink or a URL");
        try
        {
            if (new FileInfo(path).Length > MetalinkLimits.Default.Bytes)
                throw MistakeException.Usage($"{path} is too large for a Metalink; name a Metalink or a URL");
            return Description.TryRead(File.ReadAllBytes(path), path, at: null, out var description, out var problem)
                ? description
                : throw MistakeException.Usage($"{path}: {problem}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Usage($"{path} cannot be read: {error.Message}");
        }
    }

    private static async Task<Description> FetchAsync(
        SourceAddress address,
        DownloadOptions options,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (description, problem) = await MetalinkFetch.GetAsync(address, options, time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return description
            ?? throw MistakeException.Failed($"the Metalink {address.PublicUrl} cannot be used: {problem}");
    }

    private GivenFile With(Description description, string from, Output output)
    {
        foreach (var notice in description.Notices)
            output.Note(notice);
        if (Options.Size is { } size && description.Size is { } other && size != other)
            throw MistakeException.Usage($"{from} says that the file has {other} bytes, another Metalink says {size}");
        if (
            Options.Checksum is { } expected
            && description.Checksum is { } told
            && expected.Algorithm == told.Algorithm
            && !expected.Equals(told)
        )
            throw MistakeException.Usage(
                $"{from} says that the file has {told}, but {expected} is expected; leave --checksum out, or name the right Metalink"
            );
        if (Options.Pieces is { } known && description.Pieces is { } found && known.Contradicts(found))
            throw MistakeException.Usage(
                $"{from} says other hashes of the file's pieces than another Metalink; name only the right one"
            );
        ((List<SourceAddress>)Sources).AddRange(description.Sources);
        var isAsStrong =
            description.Pieces is { } pieces
            && pieces.Algorithm <= (description.Checksum?.Algorithm ?? HashAlgorithmKind.Md5);
        return this with
        {
            Name = Name ?? description.Name,
            Options = Options with
            {
                Size = Options.Size ?? description.Size,
                Pieces = Options.Pieces ?? description.Pieces,
                // What the user says is always checked; of one document the pieces say as much as the whole.
                PiecesSuffice = Options.Checksum is null ? isAsStrong && Options.Pieces is null : Options.PiecesSuffice,
                Checksum = Options.Checksum ?? description.Checksum,
            },
        };
    }
}
