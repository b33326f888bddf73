using System.Text;
using Weir.Http.Messages;

namespace Weir.Http.Fields;

/// <summary>The directives of a request (RFC 9111 5.2.1) or of a response (5.2.2). Unknown ones are ignored (5.2.3).</summary>
/// <remarks>
/// In doubt for the shorter use. A directive that is given twice with different arguments counts as if its argument were
/// invalid, and an invalid argument as the strictest one (4.2.1: a response with invalid freshness is stale). A
/// restriction to named fields (private="x", no-cache="x") counts for the whole response, which 5.2.2.4 and 5.2.2.7 allow.
/// </remarks>
public readonly record struct CacheControl
{
    public bool NoStore { get; private init; }

    public bool NoCache { get; private init; }

    public bool NoTransform { get; private init; }

    public bool OnlyIfCached { get; private init; }

    public bool IsPublic { get; private init; }

    public bool IsPrivate { get; private init; }

    public bool MustRevalidate { get; private init; }

    public bool ProxyRevalidate { get; private init; }

    public bool MustUnderstand { get; private init; }

    public TimeSpan? MaxAge { get; private init; }

    /// <summary>s-maxage, which is for shared caches alone.</summary>
    public TimeSpan? SharedMaxAge { get; private init; }

    public TimeSpan? MinFresh { get; private init; }

    /// <summary>How long after its lifetime; <see cref="TimeSpan.MaxValue"/> without an argument: however stale.</summary>
    public TimeSpan? MaxStale { get; private init; }

    /// <summary>RFC 5861 3.</summary>
    public TimeSpan? StaleWhileRevalidate { get; private init; }

    /// <summary>RFC 5861 4.</summary>
    public TimeSpan? StaleIfError { get; private init; }

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
                result = result.With(directives);
        }

        return result;
    }

    private CacheControl With(DirectiveList at)
    {
        // The length first: a response has few directives, and most names differ by it.
        var name = at.Name;
        return name.Length switch
        {
            6 when Is(name, "public"u8) => this with { IsPublic = true },
            7 when Is(name, "private"u8) => this with { IsPrivate = true },
            7 when Is(name, "max-age"u8) => this with { MaxAge = Shorter(MaxAge, at) },
            8 when Is(name, "no-store"u8) => this with { NoStore = true },
            8 when Is(name, "no-cache"u8) => this with { NoCache = true },
            8 when Is(name, "s-maxage"u8) => this with { SharedMaxAge = Shorter(SharedMaxAge, at) },
            9 when Is(name, "min-fresh"u8) => this with { MinFresh = Read(MinFresh, at, strictest: DeltaSeconds.Most) },
            9 when Is(name, "max-stale"u8) => this with
            {
                MaxStale = at.HasArgument ? Shorter(MaxStale, at) : MaxStale ?? TimeSpan.MaxValue,
            },
            12 when Is(name, "no-transform"u8) => this with { NoTransform = true },
            14 when Is(name, "only-if-cached"u8) => this with { OnlyIfCached = true },
            14 when Is(name, "stale-if-error"u8) => this with { StaleIfError = Shorter(StaleIfError, at) },
            15 when Is(name, "must-revalidate"u8) => this with { MustRevalidate = true },
            15 when Is(name, "must-understand"u8) => this with { MustUnderstand = true },
            16 when Is(name, "proxy-revalidate"u8) => this with { ProxyRevalidate = true },
            22 when Is(name, "stale-while-revalidate"u8) => this with
            {
                StaleWhileRevalidate = Shorter(StaleWhileRevalidate, at),
            },
            _ => this,
        };
    }

    private static TimeSpan Shorter(TimeSpan? known, DirectiveList at) => Read(known, at, strictest: TimeSpan.Zero);

    private static TimeSpan Read(TimeSpan? known, DirectiveList at, TimeSpan strictest) =>
        DeltaSeconds.TryParse(at.Argument, out var value) && (known is null || known == value) ? value : strictest;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        Ascii.EqualsIgnoreCase(name, expected);
}
