import { useMemo } from "preact/hooks";
import { useApi, type Analysis, type Band, type HeatCell, type HourVerdict, type Items, type Named, type Smoke, type SourceTotal, type Summary, type Tile } from "../api";
import { BandChart } from "../charts/bandchart";
import { Heatmap } from "../charts/heatmap";
import { SmokeChart } from "../charts/smokechart";
import { bytes, count, elevation, METRICS, pad, rate, seconds, share, type Metric } from "../format";
import { Answer, At, Empty, Fact, Moment, State, Term } from "../parts/basics";
import { useZone } from "../parts/settings";
import { DataTable, download, csvOf, type ColumnOf } from "../parts/table";
import { asked, change, linkTo, settled, useView, type Period } from "../view";
import { bucketFor, useStored } from "./overview";

export function TargetPage({ period }: { period: Period }) {
  const { params } = useView();
  const zone = useZone();
  const targets = useApi<Items<Named>>("targets", 60);
  const target = params["target"] ?? targets.data?.items[0]?.name ?? null;
  if (targets.data && targets.data.items.length === 0)
    return (
      <Empty title="No target was measured yet">
        <p>
          The <a href={linkTo("overview")}>overview</a> says how to begin.
        </p>
      </Empty>
    );
  return (
    <>
      <form class="pick" onSubmit={(event) => event.preventDefault()}>
        <label>
          Target
          <select value={target ?? ""} onChange={(event) => change({ target: event.currentTarget.value, agent: null }, true)}>
            {target !== null && !targets.data?.items.some((one) => one.name === target) && <option value={target}>{target}</option>}
            {targets.data?.items.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <AgentPick target={target} agent={params["agent"] ?? null} period={period} zone={zone} />
      </form>
      {target === null ? <Answer asked={targets} what="targets">{() => null}</Answer> : <OneTarget key={target} target={target} agent={params["agent"] ?? null} period={period} known={targets.data?.items.find((one) => one.name === target)} />}
    </>
  );
}

function AgentPick({ target, agent, period, zone }: { target: string | null; agent: string | null; period: Period; zone: string }) {
  const agents = useApi<Items<Summary>>(target === null ? null : `summary?${asked(period, zone, { by: "agent", target })}`);
  return (
    <label>
      Agent
      <select value={agent ?? ""} onChange={(event) => change({ agent: event.currentTarget.value || null }, true)}>
        <option value="">all together</option>
        {agents.data?.items.map((one) => (
          <option key={one.agent} value={one.agent!}>
            {one.agent}
          </option>
        ))}
      </select>
    </label>
  );
}

function OneTarget({ target, agent, period, known }: { target: string; agent: string | null; period: Period; known: Named | undefined }) {
  const zone = useZone();
  const { params } = useView();
  const bucket = bucketFor(period, known ? Date.parse(known.first_at) : null, 200);
  const where = { target, agent };
  const tile = useApi<Items<Tile>>(`overview?${asked(period, zone, { ...where, bucket })}`, 60);
  const bands = useApi<Items<Band>>(`bands?${asked(period, zone, { ...where, by: "target", bucket })}`, 60);
  const smoke = useApi<Items<Smoke>>(`smoke?${asked(period, zone, { ...where, bucket })}`, 60);
  const heat = useApi<Items<HeatCell>>(`heatmap?${asked(settled(period), zone, where)}`);
  const analysis = useApi<Analysis>(`analysis?${asked(settled(period), zone, where)}`);
  useStored(() => {
    tile.again();
    bands.again();
    smoke.again();
  });
  const metrics = useMemo(() => [...new Set((heat.data?.items ?? []).map((cell) => cell.metric as Metric))], [heat.data]);
  const metric = metrics.includes(params["heat"] as Metric) ? (params["heat"] as Metric) : metrics.includes("throughput_bps") ? "throughput_bps" : metrics[0];
  const one = tile.data?.items[0];
  const band = (of: Metric) => bands.data?.items.find((item) => item.metric === of);
  return (
    <>
      {one && (
        <section class="card standing" aria-label="State">
          <h2 title={target}>{target}</h2>
          <p>
            <State of={one.state} /> {one.reason}
          </p>
          <dl class="facts">
            {one.metric && (
              <Fact label={<Term of="median">Median {METRICS[one.metric].name.toLowerCase()}</Term>}>
                {METRICS[one.metric].format(one.median)}
                {one.interval && (
                  <small>
                    <Term of="interval">95 %</Term>: {METRICS[one.metric].format(one.interval[0])} to {METRICS[one.metric].format(one.interval[1])}
                  </small>
                )}
              </Fact>
            )}
            <Fact label="Downloads">
              {count(one.downloads)}
              <small>
                {count(one.failures)} <Term of="failures">failed</Term>
              </small>
            </Fact>
            <Fact label="Moved">{bytes(one.bytes)}</Fact>
            <Fact label={<Term of="packet loss" />}>{share(one.loss_ratio)}</Fact>
            <Fact label="Latest">
              <Moment at={one.last_at} />
            </Fact>
            {one.since && (
              <Fact label="So since">
                <At at={one.since} />
              </Fact>
            )}
          </dl>
        </section>
      )}
      <p class="hint">Drag across a chart to zoom, double-click to go back; the address keeps the view.</p>
      <Answer asked={bands} what="charts">
        {() => (
          <div class="charts">
            <BandChart band={band("throughput_bps")} metric="throughput_bps" period={period} />
            <BandChart band={band("response_s")} metric="response_s" period={period} />
            <BandChart band={band("rtt_s")} metric="rtt_s" period={period} />
            <BandChart band={band("loss_ratio")} metric="loss_ratio" period={period} />
          </div>
        )}
      </Answer>
      <Answer asked={smoke} what="round trips">
        {(data) => <SmokeChart smoke={data.items[0]} period={period} />}
      </Answer>
      <Answer asked={heat} what="the week">
        {(data) =>
          metric ? (
            <Heatmap
              cells={data.items.filter((cell) => cell.metric === metric)}
              metric={metric}
              tools={
                <label class="inline">
                  <span class="hidden">Metric of the week</span>
                  <select value={metric} onChange={(event) => change({ heat: event.currentTarget.value })}>
                    {metrics.map((name) => (
                      <option key={name} value={name}>
                        {METRICS[name].name}
                      </option>
                    ))}
                  </select>
                </label>
              }
            />
          ) : (
            <Empty title="No hour of the week was measured in this period" />
          )
        }
      </Answer>
      <Hours analysis={analysis.data} problem={analysis.problem?.message ?? null} />
      <ByAgent target={target} period={period} />
      <BySource target={target} agent={agent} period={period} />
    </>
  );
}

function Hours({ analysis, problem }: { analysis: Analysis | null; problem: string | null }) {
  const zone = useZone();
  const rows = (analysis?.series ?? []).flatMap((series) => [
    // Demand is the path's: once for all its metrics.
    ...(series.metric === "throughput_bps"
      ? [
          { sense: "demand" as const, name: "busiest hour (demand)" as const, series, verdict: series.busiest_hour.demand },
          { sense: "time_consistent" as const, name: "time-consistent busy hour" as const, series, verdict: series.busiest_hour.time_consistent },
        ]
      : []),
    { sense: "pain" as const, name: "slowest hour (pain)" as const, series, verdict: series.busiest_hour.pain },
  ]);
  const value = (row: (typeof rows)[number]) =>
    row.sense === "pain" ? elevation(row.series.metric, row.verdict.elevation) : row.verdict.bytes_per_hour === null || row.verdict.bytes_per_hour === undefined ? "–" : `${bytes(row.verdict.bytes_per_hour)} an hour`;
  const words = (verdict: HourVerdict) =>
    verdict.status === "insufficient"
      ? `not enough data: ${verdict.days_missing} more ${verdict.days_missing === 1 ? "day" : "days"}`
      : verdict.status === "undecided"
        ? `not distinguishable from ${verdict.rivals.slice(0, 6).map((one) => `${pad(one)}:00`).join(", ")}${verdict.rivals.length > 6 ? " …" : ""}`
        : "stands out";
  const columns: ColumnOf<(typeof rows)[number]>[] = [
    { key: "agent", head: "agent", value: (row) => row.series.agent },
    { key: "sense", head: "sense", value: (row) => row.sense, cell: (row) => <Term of={row.name} /> },
    { key: "metric", head: "metric", value: (row) => (row.sense === "pain" ? row.series.metric : "bytes"), cell: (row) => (row.sense === "pain" ? (METRICS[row.series.metric as Metric]?.name ?? row.series.metric) : "Bytes downloaded") },
    { key: "hour", head: "hour", value: (row) => row.verdict.start ?? row.verdict.hour, cell: (row) => row.verdict.start ?? (row.verdict.hour === null ? "–" : `${pad(row.verdict.hour)}:00`) },
    { key: "interval", head: "95 % interval", value: (row) => row.verdict.interval?.join(" to "), cell: (row) => (row.verdict.interval ? `${pad(Math.round(row.verdict.interval[0]))}:00 to ${pad(Math.round(row.verdict.interval[1]))}:00` : "–") },
    { key: "value", head: "value", value: value },
    { key: "verdict", head: "verdict", value: (row) => words(row.verdict) },
    { key: "days", head: "days", value: (row) => row.verdict.days, isNumber: true },
  ];
  return (
    <section class="card">
      <header class="with-tools">
        <h2>Busiest hour, in three senses</h2>
        <span class="note">on the clocks of {zone}</span>
        <button type="button" class="quiet" aria-label="Busiest hours as CSV" onClick={() => download("weir-busiest-hours.csv", csvOf(columns, rows))}>
          CSV
        </button>
      </header>
      {!analysis ? (
        <p class="loading">{problem ?? "Analysing …"}</p>
      ) : rows.length === 0 ? (
        <Empty title="Nothing to judge in this period" />
      ) : (
        <DataTable
          caption="Busiest hours"
          isCaptionHidden
          limit={12}
          rows={rows}
          rowKey={(row) => `${row.series.agent} ${row.series.metric} ${row.sense}`}
          columns={columns}
        />
      )}
    </section>
  );
}

const spread = (key: string, head: string, of: (row: Summary) => { p50: number | null; mean: number } | null, format: (value: number | null | undefined) => string): ColumnOf<Summary> => ({
  key,
  head,
  value: (row) => of(row)?.p50,
  cell: (row) => format(of(row)?.p50),
  isNumber: true,
});

function ByAgent({ target, period }: { target: string; period: Period }) {
  const zone = useZone();
  const summary = useApi<Items<Summary>>(`summary?${asked(period, zone, { by: "agent", target })}`, 60);
  const columns: ColumnOf<Summary>[] = [
    { key: "agent", head: "agent", value: (row) => row.agent, cell: (row) => <a href={linkTo("target", { target, agent: row.agent })}>{row.agent}</a> },
    { key: "downloads", head: "downloads", value: (row) => row.downloads, cell: (row) => count(row.downloads), isNumber: true },
    { key: "failures", head: <Term of="failures" />, value: (row) => row.failures, isNumber: true },
    { key: "bytes", head: "moved", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
    spread("throughput_p50_bps", "median speed", (row) => row.throughput_bps, rate),
    { key: "throughput_min_bps", head: "lowest", value: (row) => row.throughput_bps?.min, cell: (row) => rate(row.throughput_bps?.min), isNumber: true },
    { key: "throughput_max_bps", head: "highest", value: (row) => row.throughput_bps?.max, cell: (row) => rate(row.throughput_bps?.max), isNumber: true },
    spread("duration_p50_s", "time to complete", (row) => row.duration_s, seconds),
    spread("response_p50_s", "response", (row) => row.response_s, seconds),
    spread("rtt_p50_s", "round trip", (row) => row.rtt_s, seconds),
    { key: "loss_ratio", head: <Term of="packet loss">lost</Term>, value: (row) => row.loss_ratio, cell: (row) => share(row.loss_ratio), isNumber: true },
  ];
  return (
    <section class="card">
      <header class="with-tools">
        <h2>By agent</h2>
        <button type="button" class="quiet" aria-label="By agent as CSV" onClick={() => download("weir-agents.csv", csvOf(columns, summary.data?.items ?? []))}>
          CSV
        </button>
      </header>
      <Answer asked={summary} what="agents">
        {(data) => (data.items.length === 0 ? <Empty title="Nobody measured it in this period" /> : <DataTable caption="By agent" isCaptionHidden rows={data.items} rowKey={(row) => row.agent!} columns={columns} />)}
      </Answer>
    </section>
  );
}

function BySource({ target, agent, period }: { target: string; agent: string | null; period: Period }) {
  const zone = useZone();
  const sources = useApi<Items<SourceTotal>>(`sources?${asked(period, zone, { target, agent })}`, 60);
  const columns: ColumnOf<SourceTotal>[] = [
    { key: "url", head: <Term of="source" />, value: (row) => row.url },
    { key: "transfers", head: "transfers", value: (row) => row.transfers, cell: (row) => count(row.transfers), isNumber: true },
    { key: "bytes", head: "brought", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
    { key: "share", head: "share", value: (row) => row.share, cell: (row) => share(row.share), isNumber: true },
    { key: "throughput_p50_bps", head: "median speed", value: (row) => row.throughput_bps?.p50 ?? row.throughput_bps?.mean, cell: (row) => rate(row.throughput_bps?.p50 ?? row.throughput_bps?.mean), isNumber: true },
    { key: "rtt_p50_s", head: "round trip (TCP)", value: (row) => row.rtt_s?.p50 ?? row.rtt_s?.mean, cell: (row) => seconds(row.rtt_s?.p50 ?? row.rtt_s?.mean), isNumber: true },
    { key: "requests", head: "requests", value: (row) => row.requests, cell: (row) => count(row.requests), isNumber: true },
    { key: "failures", head: "failures", value: (row) => row.failures, isNumber: true },
    { key: "last_reason", head: "latest reason", value: (row) => row.last_reason },
    { key: "last_at", head: "latest", value: (row) => row.last_at, cell: (row) => <Moment at={row.last_at} /> },
  ];
  return (
    <section class="card">
      <header class="with-tools">
        <h2>By source</h2>
        <button type="button" class="quiet" aria-label="By source as CSV" onClick={() => download("weir-sources.csv", csvOf(columns, sources.data?.items ?? []))}>
          CSV
        </button>
      </header>
      <Answer asked={sources} what="sources">
        {(data) =>
          data.items.length === 0 ? (
            <Empty title="No download told of its sources in this period">
              <p>weir get and weir agent do: their records list every server that took part.</p>
            </Empty>
          ) : (
            <DataTable caption="By source" isCaptionHidden rows={data.items} rowKey={(row) => row.url} columns={columns} />
          )
        }
      </Answer>
    </section>
  );
}
