using System.Text;

namespace Weir.FunctionalTests.Clients;

/// <summary>An answer as it came.</summary>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Fields, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? this[string field] => Fields.GetValueOrDefault(field);
}
