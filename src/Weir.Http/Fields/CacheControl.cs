using System.Text;
using Weir.Http.Messages;

namespace Weir.Http.Fields;

/// <summary>The directives of a request (RFC 9111 5.2.1) or of a response (5.2.2). Unknown ones are ignored (5.2.3).</summary>
/// <remarks>
/// In doubt for the shorter use. A directive that is given twice with different arguments counts as if its argument were
/// invalid, and an invalid argument as the strictest one (4.2.1: a response with invalid freshness is stale). A
/// restriction to fields that is not a quoted list of names counts for the whole response, which 5.2.2.4 and 5.2.2.7 allow.
/// </remarks>
public readonly record struct CacheControl
{
    private string[]? NamedList { get; init; }

    public bool NoStore { get; private init; }

    public bool NoCache { get; private init; }

    /// <summary>
    /// What <c>no-cache="…"</c> and <c>private="…"</c> of a response name: not for other requests than its own (5.2.2.4,
    /// 5.2.2.7), while the rest of it is. Null for none.
    /// </summary>
    public IReadOnlyList<string>? Named => NamedList;

    public bool NoTransform { get; private init; }

    public bool OnlyIfCached { get; private init; }

    public bool IsPublic { get; private init; }

    public bool IsPrivate { get; private init; }

    public bool MustRevalidate { get; private init; }

    public bool ProxyRevalidate { get; private init; }

    public bool MustUnderstand { get; private init; }

    /// <summary>RFC 8246: as long as it is fresh there is nothing to validate.</summary>
    public bool IsImmutable { get; private init; }

    public TimeSpan? MaxAge { get; private init; }

    /// <summary>s-maxage, which is for shared caches alone.</summary>
    public TimeSpan? SharedMaxAge { get; private init; }

    public TimeSpan? MinFresh { get; private init; }

    /// <summary>How long after its lifetime; <see cref="TimeSpan.MaxValue"/> without an argument: however stale.</summary>
    public TimeSpan? MaxStale { get; private init; }

    /// <summary>Whether it comes of a targeted field (RFC 9213), which stands above Expires too.</summary>
    public bool IsTargeted { get; private init; }

    /// <summary>RFC 5861 3.</summary>
    public TimeSpan? StaleWhileRevalidate { get; private init; }

    /// <summary>RFC 5861 4.</summary>
    public TimeSpan? StaleIfError { get; private init; }

    /// <summary>Whether <see cref="Named"/> has that field.</summary>
    public bool Names(string field) => Named?.Contains(field, StringComparer.OrdinalIgnoreCase) is true;

    /// <summary>All Cache-Control lines of a head together; in a request without any, Pragma (RFC 9111 5.4).</summary>
    public static CacheControl Of(Head head)
    {
        var result = default(CacheControl);
        var first = head.IndexOf("Cache-Control"u8, 0);
        if (first < 0 && head.Kind == MessageKind.Request)
            return new CacheControl { NoCache = head.HasToken("Pragma"u8, "no-cache"u8) };
        for (var i = first; i >= 0; i = head.IndexOf("Cache-Control"u8, i + 1))
        {
            var directives = new DirectiveList(head.Value(i));
            while (directives.MoveNext())
                result = result.With(
                    directives.Name,
                    directives.Argument,
                    directives.HasArgument,
                    directives.IsQuoted && head.Kind == MessageKind.Response
                );
        }

        return result;
    }

    /// <summary>
    /// What a response says to caches in front of its origin (RFC 9213 2.2): CDN-Cache-Control (3.1), else Surrogate-Control
    /// (Edge Architecture 1.0), which is read by the same rules; without a valid one of them, Cache-Control.
    /// </summary>
    public static CacheControl ForGateway(Head response) =>
        Targeted(response, "CDN-Cache-Control"u8) ?? Targeted(response, "Surrogate-Control"u8) ?? Of(response);

    /// <summary>RFC 9213 2.1: null when the field is empty or is no dictionary (RFC 9651 3.2): then it is as if it was not there.</summary>
    private static CacheControl? Targeted(Head response, ReadOnlySpan<byte> field)
    {
        var result = new CacheControl { IsTargeted = true };
        var count = 0;
        for (var i = response.IndexOf(field, 0); i >= 0; i = response.IndexOf(field, i + 1))
        {
            var members = new StructuredDictionary(response.Value(i));
            while (members.MoveNext())
            {
                count++;
                // false says that the directive is not there.
                if (members.Kind != StructuredKind.Boolean)
                    result = result.With(
                        members.Key,
                        members.Value,
                        hasArgument: true,
                        members.Kind == StructuredKind.Text
                    );
                else if (members.Value.SequenceEqual("1"u8))
                    result = result.With(members.Key, default, hasArgument: false, mayName: false);
            }

            if (!members.IsValid)
                return null;
        }

        return count > 0 ? result : null;
    }

    /// <param name="mayName">Whether the argument is a quoted string, which may be a list of fields.</param>
    private CacheControl With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> argument, bool hasArgument, bool mayName)
    {
        // The length first: a response has few directives, and most names differ by it.
        return name.Length switch
        {
            6 when Is(name, "public"u8) => this with { IsPublic = true },
            7 when Is(name, "private"u8) => mayName && NamedFields.Add(NamedList, argument) is { } names
                ? this with
                {
                    NamedList = names,
                }
                : this with
                {
                    IsPrivate = true,
                },
            7 when Is(name, "max-age"u8) => this with { MaxAge = Shorter(MaxAge, argument) },
            8 when Is(name, "no-store"u8) => this with { NoStore = true },
            8 when Is(name, "no-cache"u8) => mayName && NamedFields.Add(NamedList, argument) is { } names
                ? this with
                {
                    NamedList = names,
                }
                : this with
                {
                    NoCache = true,
                },
            8 when Is(name, "s-maxage"u8) => this with { SharedMaxAge = Shorter(SharedMaxAge, argument) },
            9 when Is(name, "immutable"u8) => this with { IsImmutable = true },
            9 when Is(name, "min-fresh"u8) => this with
            {
                MinFresh = Read(MinFresh, argument, strictest: DeltaSeconds.Most),
            },
            9 when Is(name, "max-stale"u8) => this with
            {
                MaxStale = hasArgument ? Shorter(MaxStale, argument) : MaxStale ?? TimeSpan.MaxValue,
            },
            12 when Is(name, "no-transform"u8) => this with { NoTransform = true },
            14 when Is(name, "only-if-cached"u8) => this with { OnlyIfCached = true },
            14 when Is(name, "stale-if-error"u8) => this with { StaleIfError = Shorter(StaleIfError, argument) },
            15 when Is(name, "must-revalidate"u8) => this with { MustRevalidate = true },
            15 when Is(name, "must-understand"u8) => this with { MustUnderstand = true },
            16 when Is(name, "proxy-revalidate"u8) => this with { ProxyRevalidate = true },
            22 when Is(name, "stale-while-revalidate"u8) => this with
            {
                StaleWhileRevalidate = Shorter(StaleWhileRevalidate, argument),
            },
            _ => this,
        };
    }

    private static TimeSpan Shorter(TimeSpan? known, ReadOnlySpan<byte> argument) =>
        Read(known, argument, strictest: TimeSpan.Zero);

    private static TimeSpan Read(TimeSpan? known, ReadOnlySpan<byte> argument, TimeSpan strictest) =>
        DeltaSeconds.TryParse(argument, out var value) && (known is null || known == value) ? value : strictest;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        Ascii.EqualsIgnoreCase(name, expected);
}
