import { useState } from "preact/hooks";
import { useApi, type Items, type Run, type Transfer } from "../api";
import { Gantt } from "../charts/gantt";
import { bytes, count, rate, seconds } from "../format";
import { Answer, At, Command, Empty, Fact, State, Term } from "../parts/basics";
import { Figure } from "../parts/figure";
import { usePalette, useZone } from "../parts/settings";
import { csvOf, DataTable, download, type ColumnOf } from "../parts/table";
import { asked, change, linkTo, useView, type Period } from "../view";
import { useStored } from "./overview";

export function RunsPage({ period }: { period: Period }) {
  const { params } = useView();
  return params["run"] ? <OneRun id={params["run"]} /> : <AllRuns period={period} />;
}

function AllRuns({ period }: { period: Period }) {
  const zone = useZone();
  const { params } = useView();
  const runs = useApi<Items<Run>>(`runs?${asked(period, zone, { limit: "10000" })}`, 30);
  useStored(runs.again);
  const chosen = new Set((params["compare"] ?? "").split(",").filter(Boolean));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    change({ compare: [...next].slice(-8).join(",") || null });
  };
  return (
    <Answer asked={runs} what="runs">
      {({ items }) => {
        if (items.length === 0)
          return (
            <Empty title="No run in this period">
              <p>A run starts many clients together and measures how fast all have the file:</p>
              <Command>{`weir load http://SERVER/FILE --matrix 'clients=1,5,10,25' --collector ${location.origin} --token NAME.token`}</Command>
            </Empty>
          );
        const latest = [...items].reverse();
        return (
          <>
            <RateAgainstClients runs={items} />
            <section class="card" aria-labelledby="runs">
              <header class="with-tools">
                <h2 id="runs">Runs</h2>
                <span class="note">tick two or more to compare</span>
                <button type="button" class="quiet" aria-label="Runs as CSV" onClick={() => download("weir-runs.csv", csvOf(COLUMNS, latest))}>
                  CSV
                </button>
              </header>
              <DataTable
                caption="Runs"
                isCaptionHidden
                rows={latest}
                rowKey={(run) => run.id}
                columns={[
                  { key: "compare", head: "compare", value: (run) => (chosen.has(run.id) ? 1 : 0), cell: (run) => <input type="checkbox" checked={chosen.has(run.id)} aria-label={`Compare run ${run.id}`} onChange={() => toggle(run.id)} /> },
                  ...COLUMNS,
                ]}
              />
            </section>
            {chosen.size > 1 && <Comparison runs={items.filter((run) => chosen.has(run.id))} />}
          </>
        );
      }}
    </Answer>
  );
}

const COLUMNS: ColumnOf<Run>[] = [
  { key: "started_at", head: "began", value: (run) => run.started_at, cell: (run) => <a href={linkTo("runs", { run: run.id })}><At at={run.started_at} /></a> },
  { key: "id", head: "run", value: (run) => run.id, cell: (run) => <a href={linkTo("runs", { run: run.id })}>{run.id.length > 14 ? `…${run.id.slice(-12)}` : run.id}</a> },
  { key: "target", head: "target", value: (run) => run.target },
  { key: "clients", head: "clients", value: (run) => run.clients, isNumber: true },
  { key: "bytes", head: "per client", value: (run) => run.bytes, cell: (run) => bytes(run.bytes), isNumber: true },
  { key: "slowest_s", head: "slowest", value: (run) => run.slowest_s, cell: (run) => seconds(run.slowest_s), isNumber: true },
  { key: "global_rate_bps", head: <Term of="global rate" />, value: (run) => run.global_rate_bps, cell: (run) => rate(run.global_rate_bps), isNumber: true },
  { key: "aggregate_rate_bps", head: <Term of="aggregate rate">aggregate</Term>, value: (run) => run.aggregate_rate_bps, cell: (run) => rate(run.aggregate_rate_bps), isNumber: true },
  { key: "jain", head: <Term of="fairness" />, value: (run) => run.jain, cell: (run) => run.jain?.toFixed(3) ?? "–", isNumber: true },
  { key: "ok", head: "ok", value: (run) => run.ok, isNumber: true },
  { key: "failed", head: "failed", value: (run) => run.failed, isNumber: true },
  { key: "corrupt", head: "corrupt", value: (run) => run.corrupt, isNumber: true },
];

/** A point for each run; a line through the medians of each target. */
function RateAgainstClients({ runs }: { runs: Run[] }) {
  const palette = usePalette();
  const known = runs.filter((run) => run.global_rate_bps !== null && run.clients > 0);
  if (known.length === 0) return null;
  const [width, height, left, bottom] = [760, 260, 92, 34];
  const most = { x: Math.max(...known.map((run) => run.clients), 2), y: Math.max(...known.map((run) => run.global_rate_bps!)) * 1.08 };
  const x = (clients: number) => left + (clients / most.x) * (width - left - 16);
  const y = (value: number) => 10 + (1 - value / most.y) * (height - bottom - 10);
  const targets = [...new Set(known.map((run) => run.target))].slice(0, 8);
  const line = (target: string) => {
    const by = new Map<number, number[]>();
    for (const run of known) if (run.target === target) by.set(run.clients, [...(by.get(run.clients) ?? []), run.global_rate_bps!]);
    return [...by.entries()].sort((a, b) => a[0] - b[0]).map(([clients, rates], i) => `${i === 0 ? "M" : "L"}${x(clients).toFixed(1)} ${y(median(rates)).toFixed(1)}`).join("");
  };
  const ticks = [...new Set(known.map((run) => run.clients))].sort((a, b) => a - b);
  return (
    <Figure title="Rate against clients" define="global rate" note="each run a point, the line through the medians" file="weir-rate-against-clients" rows={known} rowKey={(run) => run.id} columns={COLUMNS}>
      <div class="scroll" tabIndex={0} role="region" aria-label="Rate against clients">
        <svg class="scatter" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Global rate of ${known.length} runs against their number of clients; highest ${rate(most.y / 1.08)}`}>
          {[0, 0.25, 0.5, 0.75, 1].map((part) => (
            <g key={part}>
              <line class="grid" x1={left} x2={width - 16} y1={y(part * most.y)} y2={y(part * most.y)} />
              <text x={left - 6} y={y(part * most.y) + 4} text-anchor="end">
                {rate(part * most.y)}
              </text>
            </g>
          ))}
          {ticks.filter((_, i) => ticks.length < 14 || i % Math.ceil(ticks.length / 12) === 0).map((clients) => (
            <text key={clients} x={x(clients)} y={height - 16} text-anchor="middle">
              {clients}
            </text>
          ))}
          <text x={(left + width) / 2} y={height - 2} text-anchor="middle">
            clients
          </text>
          {targets.map((target, k) => (
            <g key={target} fill={palette.series[k]} stroke={palette.series[k]}>
              <path d={line(target)} fill="none" stroke-width="1.6" />
              {known
                .filter((run) => run.target === target)
                .map((run) => (
                  <circle key={run.id} cx={x(run.clients)} cy={y(run.global_rate_bps!)} r={4} fill-opacity={0.75}>
                    <title>{`${run.clients} clients: ${rate(run.global_rate_bps)}`}</title>
                  </circle>
                ))}
            </g>
          ))}
        </svg>
      </div>
      <ul class="legend">
        {targets.map((target, k) => (
          <li key={target}>
            <span class="swatch" style={{ background: palette.series[k] }} /> {target}
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function Comparison({ runs }: { runs: Run[] }) {
  const base = runs[0]!;
  const ratio = (value: number | null, of: number | null) => (value === null || of === null || of === 0 ? "–" : `${((value / of - 1) * 100).toFixed(0)} %`);
  const facts: { name: string; of: (run: Run) => number | null; format: (value: number | null) => string }[] = [
    { name: "clients", of: (run) => run.clients, format: count },
    { name: "global rate", of: (run) => run.global_rate_bps, format: rate },
    { name: "aggregate rate", of: (run) => run.aggregate_rate_bps, format: rate },
    { name: "slowest client", of: (run) => run.slowest_s, format: seconds },
    { name: "median time", of: (run) => run.duration_s?.p50 ?? null, format: seconds },
    { name: "fairness", of: (run) => run.jain, format: (value) => value?.toFixed(3) ?? "–" },
    { name: "failed", of: (run) => run.failed + run.corrupt, format: count },
  ];
  return (
    <section class="card" aria-labelledby="compared">
      <h2 id="compared">Comparison</h2>
      <div class="table" tabIndex={0} role="region" aria-label="Comparison of runs">
        <table>
          <thead>
            <tr>
              <th scope="col">of each run</th>
              {runs.map((run) => (
                <th key={run.id} scope="col" class="number">
                  <a href={linkTo("runs", { run: run.id })}>…{run.id.slice(-12)}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {facts.map((fact) => (
              <tr key={fact.name}>
                <th scope="row">{fact.name}</th>
                {runs.map((run) => (
                  <td key={run.id} class="number">
                    {fact.format(fact.of(run))}
                    {run !== base && <small> {ratio(fact.of(run), fact.of(base))}</small>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">Percentages are against the first of them. One run of each says little: give weir load --rounds, and see docs/load.md.</p>
    </section>
  );
}

function OneRun({ id }: { id: string }) {
  const answer = useApi<{ run: Run; clients: Transfer[] }>(`runs/${encodeURIComponent(id)}`);
  const [isGantt, setGantt] = useState(true);
  return (
    <>
      <p>
        <button type="button" class="quiet" onClick={() => change({ run: null }, true)}>
          ← All runs
        </button>
      </p>
      <Answer asked={answer} what="the run">
        {({ run, clients }) => (
          <>
            <article class="card">
              <h2>Run {run.id}</h2>
              <dl class="facts">
                <Fact label="Began"><At at={run.started_at} /></Fact>
                <Fact label="Agent">{run.agent}</Fact>
                <Fact label="Target">{run.target}</Fact>
                <Fact label="Clients">{run.clients}<small>{run.ok} ok, {run.failed} failed, {run.corrupt} corrupt</small></Fact>
                <Fact label="Per client">{bytes(run.bytes)}</Fact>
                <Fact label="Slowest">{seconds(run.slowest_s)}</Fact>
                <Fact label={<Term of="global rate" />}>{rate(run.global_rate_bps)}</Fact>
                <Fact label={<Term of="aggregate rate" />}>{rate(run.aggregate_rate_bps)}</Fact>
                <Fact label={<Term of="fairness" />}>{run.jain?.toFixed(3) ?? "–"}</Fact>
                <Fact label={<Term of="start spread" />}>{seconds(run.start_spread_s)}</Fact>
              </dl>
            </article>
            {clients.length === 0 ? (
              <Empty title="The clients of this run sent no records">
                <p>weir load --collector sends those of its own clients; those of weir serve --wait-clients send theirs with weir get --collector.</p>
              </Empty>
            ) : (
              <>
                <Figure title="Times of the clients" note="from the first start on" file={`weir-run-${run.id}`} rows={clients} rowKey={(one) => one.id} columns={CLIENTS}>
                  <Gantt clients={clients} />
                </Figure>
                <section class="card">
                  <header class="with-tools">
                    <h2>Clients</h2>
                    <button type="button" class="quiet" aria-expanded={isGantt} onClick={() => setGantt(!isGantt)}>
                      {isGantt ? "Hide" : "Show"}
                    </button>
                  </header>
                  {isGantt && <DataTable caption="Clients" isCaptionHidden rows={clients} rowKey={(one) => one.id} columns={CLIENTS} limit={100} />}
                </section>
              </>
            )}
          </>
        )}
      </Answer>
    </>
  );
}

const CLIENTS: ColumnOf<Transfer>[] = [
  { key: "client", head: "client", value: (one) => one.client ?? one.id, cell: (one) => <a href={linkTo("transfers", { id: one.id })}>{one.client ?? one.id.slice(-12)}</a> },
  { key: "outcome", head: "outcome", value: (one) => one.outcome, cell: (one) => <State of={one.outcome === "ok" ? "done" : one.outcome} name={one.outcome} /> },
  { key: "started_at", head: "began", value: (one) => one.started_at, cell: (one) => <At at={one.started_at} /> },
  { key: "bytes", head: "bytes", value: (one) => one.bytes, cell: (one) => bytes(one.bytes), isNumber: true },
  { key: "duration_s", head: "took", value: (one) => one.duration_s, cell: (one) => seconds(one.duration_s), isNumber: true },
  { key: "throughput_bps", head: "speed", value: (one) => one.throughput_bps, cell: (one) => rate(one.throughput_bps), isNumber: true },
  { key: "response_s", head: "response", value: (one) => one.response_s, cell: (one) => seconds(one.response_s), isNumber: true },
  { key: "verified", head: "verified", value: (one) => one.verified },
  { key: "error", head: "error", value: (one) => one.error },
];
