using System.Net;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Cli.Serving;
using Weir.Collector.Hosting;
using Weir.Collector.Ingest;
using Weir.Collector.Storage;
using Weir.Origin.Replicas;
using Weir.Transport.Tls;

namespace Weir.Cli.Collecting;

/// <summary>One <c>weir collect</c> from its start to the signal that ends it.</summary>
internal static class CollectSession
{
    /// <exception cref="MistakeException">It cannot start.</exception>
    public static async Task RunAsync(CollectTerms terms, CommandContext context, CancellationToken cancellation)
    {
        var output = context.Output;
        await using var store = await StoreAccess.OpenAsync(terms.Store, mayMake: true, context.Time, cancellation);
        await using var server = new CollectorServer(
            new CollectorOptions
            {
                Listen = terms.Listen,
                Certificate = terms.Certificate,
                IsReadOpen = terms.IsReadOpen,
                Managed = terms.Managed,
                Retention = terms.Retention,
                Senders = terms.Senders,
                Limits = terms.LargestBody is { } body ? new IngestLimits { Body = body } : new IngestLimits(),
            },
            store,
            store,
            context.Time,
            error =>
                output.Mistake(
                    error is StoreException
                        ? $"weir collect: {error.Message}"
                        : $"weir collect: internal error in an answer: {error.Message}"
                )
        );
        if (await server.StartAsync() is { } failure)
            throw MistakeException.Failed(
                ServeMistakes.Sentence(new OriginFailure.CannotListen(failure.EndPoint, failure.Cause))
            );

        Announce(terms, server, context);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (terms.IsJson)
            output.Line(CollectEvents.Summary(context.Time.GetUtcNow(), server.Totals));
    }

    private static void Announce(CollectTerms terms, CollectorServer server, CommandContext context)
    {
        var output = context.Output;
        var fingerprint = terms.Certificate is null ? null : TlsIdentity.Fingerprint(terms.Certificate);
        var urls = server
            .EndPoints.Select(at => CollectWords.Url(at, fingerprint is not null, Dns.GetHostName()))
            .ToList();
        foreach (var url in urls)
            output.Line(
                terms.IsJson
                    ? CollectEvents.Collecting(context.Time.GetUtcNow(), url, terms.Store.ToString(), fingerprint)
                    : $"collecting at {url}  (store {terms.Store})"
            );
        if (terms.IsJson)
            return;
        if (fingerprint is not null)
            output.Line($"certificate sha256:{fingerprint}");
        output.Note(
            $"the page is {urls[0]}{(terms.IsReadOpen ? "" : "; sign in with a token: weir collect token add NAME --scope read")}"
        );
        foreach (var line in CollectWords.AddingAnAgent(urls[0], terms.Store, fingerprint))
            output.Note(line);
        if (fingerprint is null && server.EndPoints.Any(at => !IPAddress.IsLoopback(at.Address)))
            output.Note("note: without --tls or --cert, others on the way can read the tokens");
    }
}
