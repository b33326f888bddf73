using System.CommandLine;
using System.Text;
using Weir.Cli.Arguments;
using Weir.Cli.Hashing;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Commands;

/// <summary><c>weir hash</c>: the Metalink (RFC 5854) of a local file.</summary>
internal static class HashCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The file to hash" };
        var output = TypedOptions.Text("--output", "FILE", "Where to write the Metalink (default: stdout)", "-o");
        var urls = TypedOptions.Texts("--url", "URL", "Where a copy of the file is, the best first; repeated");
        var pieceSize = TypedOptions.Size("--piece-size", "Bytes per hashed piece (default: by the file's size)");
        var overwrite = CommonOptions.Overwrite();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("hash", "Write the Metalink of a file: its size, hashes and addresses")
        {
            Examples =
            [
                new Example("weir hash big.iso -o big.iso.meta4 --url http://a.example/big.iso", "to publish it"),
                new Example("weir hash big.iso --piece-size 4MiB", "on stdout, with pieces of 4 MiB"),
                new Example("weir hash big.iso --json", "size, SHA-256 and pieces by machine"),
            ],
            Arguments = { file },
            Options = { output, overwrite, urls, pieceSize, json },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var addresses = line.GetValue(urls) ?? [];
                foreach (var address in addresses)
                    CheckUrl(address);
                var size = line.GetValue(pieceSize);
                if (size?.Bytes == 0)
                    throw MistakeException.Usage(
                        "--piece-size: a piece has a byte at least; write a size such as 1MiB"
                    );
                var path = line.GetRequiredValue(file);
                var target = line.GetValue(output);
                OutputFile.Refuse(target, line.GetValue(overwrite));
                var hashed = await Task.Run(() => HashedFile.Read(path, size, cancellation), cancellation);
                if (line.GetValue(json))
                    context.Output.Line(HashEvent.Of(context.Time.GetUtcNow(), hashed));
                if (target is not null)
                    Write(target, hashed.Describe(addresses).ToUtf8());
                else if (!line.GetValue(json))
                    context.Output.Out.Write(Encoding.UTF8.GetString(hashed.Describe(addresses).ToUtf8()));
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static void CheckUrl(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw MistakeException.Usage($"--url: \"{address}\" is no URL; write one such as http://a.example/big.iso");
        if (url.UserInfo.Length > 0)
            throw MistakeException.Usage(
                "--url: a Metalink is for all to read; leave user and password out of the URL"
            );
    }

    private static void Write(string path, byte[] document)
    {
        try
        {
            File.WriteAllBytes(path, document);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"{path} cannot be written; {error.Message}");
        }
    }
}
