using Weir.Cli.Terminal;
using Weir.Content.Hashes;

namespace Weir.Cli.Hashing;

/// <summary>What <c>weir hash --json</c> prints.</summary>
internal static class HashEvent
{
    public static string Of(DateTimeOffset at, HashedFile file) =>
        EventLine.Of(
            "hash",
            at,
            json =>
            {
                json.WriteString("file", file.Path);
                json.WriteNumber("size", file.Hashes.Size);
                json.WriteString("sha256", file.Hashes.Whole.Hex);
                json.WriteStartObject("pieces");
                json.WriteNumber("length", file.Hashes.Pieces.Map.PieceSize);
                json.WriteString("type", file.Hashes.Pieces.Algorithm.Name());
                json.WriteStartArray("hashes");
                for (long i = 0; i < file.Hashes.Pieces.Map.Count; i++)
                    json.WriteStringValue(Convert.ToHexStringLower(file.Hashes.Pieces[i]));
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );
}
