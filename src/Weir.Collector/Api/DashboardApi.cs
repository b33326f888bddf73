using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Dashboard;
using Weir.Collector.Hosting;
using Weir.Collector.Live;
using Weir.Collector.Managing;
using Weir.Collector.Sessions;
using Weir.Collector.Storage;
using Weir.Collector.Tokens;
using Weir.Collector.Views;

namespace Weir.Collector.Api;

/// <summary>What the dashboard needs: its files, sessions, the live stream, managed servers and the views of its charts.</summary>
internal sealed class DashboardApi : IDisposable
{
    private readonly IMeasurementStore _store;
    private readonly TimeProvider _time;
    private readonly PageFiles _page = new();
    private readonly SessionEndpoint _session;
    private readonly ManageEndpoint _manage;

    public DashboardApi(CollectorOptions options, IMeasurementStore store, ITokenStore tokens, TimeProvider time)
    {
        (_store, _time) = (store, time);
        var sessions = new SessionList(time);
        Gate = new Gate(tokens, options, sessions);
        Feed = new LiveFeed(time);
        _session = new SessionEndpoint(Gate, tokens, sessions);
        _manage = new ManageEndpoint(options.Managed, options.Acts);
    }

    /// <summary>Who may do what, for the whole API.</summary>
    public Gate Gate { get; }

    public LiveFeed Feed { get; }

    /// <param name="root">Of the API's paths.</param>
    /// <param name="answers">Those that take long.</param>
    /// <param name="read">Makes a handler of a question that who may read may ask.</param>
    public void Map(
        WebApplication app,
        string root,
        KeptAnswers answers,
        Func<Func<HttpContext, ApiQuery, Task>, RequestDelegate> read
    )
    {
        foreach (var path in _page.Paths)
            app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], _page.SendAsync);
        app.MapGet("/session", _session.TellAsync);
        app.MapPost("/session", _session.SignInAsync);
        app.MapDelete("/session", _session.SignOutAsync);

        var live = new LiveEndpoint(Feed, Gate.MayReadAsync, _time, app.Lifetime.ApplicationStopping);
        app.MapGet($"{root}/live", read((exchange, _) => live.StreamAsync(exchange)));
        app.MapPost($"{root}/progress", Writing(new ProgressEndpoint(Feed).TakeAsync));

        var views = new ViewLists(_store, answers, _time);
        app.MapGet($"{root}/overview", read(views.OverviewAsync));
        app.MapGet($"{root}/bands", read(views.BandsAsync));
        app.MapGet($"{root}/smoke", read(views.SmokeAsync));
        app.MapGet($"{root}/heatmap", read(views.HeatmapAsync));
        var records = new RecordLists(_store);
        app.MapGet($"{root}/sources", read(records.SourcesAsync));
        app.MapGet($"{root}/runs", read(records.RunsAsync));
        app.MapGet($"{root}/runs/{{id}}", read(records.RunAsync));

        app.MapGet($"{root}/manage", Managing(_manage.ListAsync));
        app.MapPost($"{root}/acts/{{name}}", Managing(_manage.ActAsync));
        app.MapMethods(
            $"{root}/manage/{{name}}/{{**path}}",
            [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put],
            Managing(_manage.PassAsync)
        );
    }

    public void Dispose() => _manage.Dispose();

    private RequestDelegate Writing(RequestDelegate answer) =>
        async exchange =>
        {
            if (await Gate.AdmitAsync(exchange, TokenScopes.Write))
                await answer(exchange);
        };

    private RequestDelegate Managing(RequestDelegate answer) =>
        async exchange =>
        {
            if (await Gate.AdmitManagingAsync(exchange))
                await answer(exchange);
        };
}
