import { useState } from "preact/hooks";
import { useApi, type Analysis, type Episode, type Finding } from "../api";
import { DayCurve } from "../charts/daycurve";
import { elevation, METRICS, pValue, seconds, share, type Metric } from "../format";
import { Answer, At, Command, Empty, Fact, State, Term } from "../parts/basics";
import { useZone } from "../parts/settings";
import { csvOf, DataTable, download, type ColumnOf } from "../parts/table";
import { asked, change, linkTo, settled, useView, type Period } from "../view";

const ORDER = ["recurring", "none", "insufficient"];
const ELEVATED: Record<string, string> = { rtt_s: "s", loss_ratio: "ratio", throughput_bps: "share", response_s: "share" };

export function CongestionPage({ period }: { period: Period }) {
  const zone = useZone();
  const { params } = useView();
  const analysis = useApi<Analysis>(`analysis?${asked(settled(period), zone, { target: params["target"] })}`, 600);
  return (
    <Answer asked={analysis} what="the analysis; many series take some seconds">
      {(data) =>
        data.series.length === 0 ? (
          <Empty title="Nothing to judge in this period">
            <p>Choose a longer period, or let agents measure for some days: recurring congestion needs 14 of them, an episode one.</p>
            <Command>{`weir agent http://SERVER/FILE HOST:862 --every 5m --collector ${location.origin} --token NAME.token`}</Command>
          </Empty>
        ) : (
          <>
            <Verdicts series={data.series} shown={params["verdict"] ?? "recurring"} />
            <Episodes series={data.series} />
          </>
        )
      }
    </Answer>
  );
}

function Verdicts({ series, shown }: { series: Finding[]; shown: string }) {
  const zone = useZone();
  const [most, setMost] = useState(20);
  const count = (verdict: string) => series.filter((one) => one.congestion.verdict === verdict).length;
  const visible = series.filter((one) => shown === "all" || one.congestion.verdict === shown);
  const sorted = [...visible].sort((a, b) => ORDER.indexOf(a.congestion.verdict) - ORDER.indexOf(b.congestion.verdict));
  return (
    <section>
      <header class="with-tools">
        <h2>
          <Term of="recurring congestion">Verdicts</Term>
        </h2>
        <div class="choices" role="group" aria-label="Which verdicts">
          {[...ORDER, "all"].map((verdict) => (
            <button key={verdict} type="button" aria-pressed={shown === verdict} onClick={() => change({ verdict })}>
              {verdict === "all" ? "all" : <State of={verdict} />} {verdict === "all" ? series.length : count(verdict)}
            </button>
          ))}
        </div>
      </header>
      {sorted.length === 0 && (
        <Empty title={shown === "recurring" ? "No series is congested again and again" : "No series has this verdict"}>
          <p>{count("insufficient") > 0 ? `For ${count("insufficient")} of ${series.length} series there is not enough data: 14 days are needed.` : `${series.length} series were judged.`}</p>
        </Empty>
      )}
      <div class="verdicts">
        {sorted.slice(0, most).map((one) => (
          <Verdict key={`${one.agent} ${one.target} ${one.metric}`} finding={one} zone={zone} />
        ))}
      </div>
      {sorted.length > most && (
        <button type="button" class="quiet" onClick={() => setMost(most + 100)}>
          Show {Math.min(100, sorted.length - most)} more of {sorted.length}
        </button>
      )}
    </section>
  );
}

function Verdict({ finding, zone }: { finding: Finding; zone: string }) {
  const { congestion, evidence } = finding;
  const metric = METRICS[finding.metric as Metric];
  return (
    <details class={`card verdict verdict-${congestion.verdict}`}>
      <summary>
        <span class="verdict-name">
          <State of={congestion.verdict} /> <strong>{finding.agent}</strong> to <strong class="target-name">{finding.target}</strong>, {metric?.name.toLowerCase() ?? finding.metric}
        </span>
        <span class="sentence">{finding.words[0]}</span>
      </summary>
      <div class="evidence">
        {finding.words.slice(1).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {evidence.day_curve.some((value) => value !== null) && (
          <figure>
            <figcaption>The day, quarter by quarter: the median over days above the day's own good hours ({zone})</figcaption>
            <DayCurve values={evidence.day_curve} windows={congestion.windows} metric={finding.metric} />
            <button type="button" class="quiet" onClick={() => download("weir-day-curve.csv", csvOf(DAY_COLUMNS, evidence.day_curve.map((value, i) => ({ i, value, of: evidence.day_curve.length }))))}>
              CSV
            </button>
          </figure>
        )}
        <dl class="facts">
          <Fact label="Measurements">{finding.n}</Fact>
          <Fact label="Days">{congestion.days_observed}</Fact>
          {finding.median && (
            <Fact label={<Term of="median" />}>
              {metric?.format(finding.median.value)}
              <small>
                <Term of="interval">95 %</Term>: {metric?.format(finding.median.interval[0])} to {metric?.format(finding.median.interval[1])}
              </small>
            </Fact>
          )}
          <Fact label="Worst time is bad on">{share(evidence.peak_share)} of days</Fact>
          <Fact label="Recurrence">{pValue(evidence.recurrence_p_value)}</Fact>
          <Fact label="24-hour wave">
            {evidence.rhythm_peak_to_peak === null ? "–" : elevation(finding.metric, evidence.rhythm_peak_to_peak)}
            <small>{pValue(evidence.rhythm_p_value)}</small>
          </Fact>
          {congestion.where && <Fact label="Where">{congestion.where}</Fact>}
        </dl>
        {congestion.windows.length > 0 && (
          <DataTable
            caption="Windows"
            rows={congestion.windows}
            rowKey={(window) => window.from}
            columns={[
              { key: "from", head: "from", value: (window) => window.from },
              { key: "to", head: "to", value: (window) => window.to },
              { key: "days_congested", head: "days congested", value: (window) => window.days_congested, isNumber: true },
              { key: "days_observed", head: "of days", value: (window) => window.days_observed, isNumber: true },
              { key: `elevation_${ELEVATED[finding.metric] ?? ""}`, head: "typically", value: (window) => window.elevation, cell: (window) => elevation(finding.metric, window.elevation), isNumber: true },
              { key: "p_value", head: "p", value: (window) => window.p_value, cell: (window) => pValue(window.p_value), isNumber: true },
            ]}
          />
        )}
        {finding.level_shifts.length > 0 && (
          <DataTable
            caption="Level shifts"
            rows={finding.level_shifts}
            rowKey={(shift) => shift.at}
            columns={[
              { key: "at", head: "at", value: (shift) => shift.at, cell: (shift) => <At at={shift.at} /> },
              { key: "before", head: "before", value: (shift) => shift.before, cell: (shift) => metric?.format(shift.before), isNumber: true },
              { key: "after", head: "after", value: (shift) => shift.after, cell: (shift) => metric?.format(shift.after), isNumber: true },
              { key: "cause", head: "cause", value: (shift) => shift.cause },
              { key: "p_value", head: "p", value: (shift) => shift.p_value, cell: (shift) => pValue(shift.p_value), isNumber: true },
            ]}
          />
        )}
        <p class="methods">
          Methods: {Object.entries(evidence.methods).map(([name, version]) => `${name.replaceAll("_", " ")} ${version}`).join("; ")}.{" "}
          <a href={linkTo("target", { target: finding.target, agent: finding.agent })}>Charts of this path</a>
        </p>
      </div>
    </details>
  );
}

const DAY_COLUMNS: ColumnOf<{ i: number; value: number | null; of: number }>[] = [
  { key: "minute_of_day", head: "minute", value: (row) => (row.i * 1440) / row.of },
  { key: "above_floor", head: "above the floor", value: (row) => row.value },
];

function Episodes({ series }: { series: Finding[] }) {
  const rows = series.flatMap((one) => one.episodes.map((episode) => ({ ...episode, agent: one.agent, target: one.target, metric: one.metric }))).sort((a, b) => b.from.localeCompare(a.from));
  const length = (episode: Episode) => (Date.parse(episode.to) - Date.parse(episode.from)) / 1000;
  const columns: ColumnOf<(typeof rows)[number]>[] = [
    { key: "from", head: "from", value: (row) => row.from, cell: (row) => <a href={linkTo("target", { target: row.target, agent: row.agent, period: null, from: new Date(Date.parse(row.from) - 6 * 3600e3).toISOString(), to: new Date(Date.parse(row.to) + 6 * 3600e3).toISOString() })}><At at={row.from} /></a> },
    { key: "duration_s", head: "lasted", value: length, cell: (row) => seconds(length(row)), isNumber: true },
    { key: "agent", head: "agent", value: (row) => row.agent },
    { key: "target", head: "target", value: (row) => row.target },
    { key: "metric", head: "metric", value: (row) => row.metric, cell: (row) => METRICS[row.metric as Metric]?.name ?? row.metric },
    { key: "depth", head: "depth", value: (row) => row.depth, cell: (row) => elevation(row.metric, row.depth), isNumber: true },
    { key: "p_value", head: "p", value: (row) => row.p_value, cell: (row) => pValue(row.p_value), isNumber: true },
    { key: "moved", head: "what moved", value: (row) => row.moved.join(" ") , cell: (row) => row.moved.map((name) => METRICS[name as Metric]?.name.toLowerCase() ?? name).join(", ") },
  ];
  return (
    <section class="card">
      <header class="with-tools">
        <h2>
          <Term of="episode">Episodes</Term>
        </h2>
        <button type="button" class="quiet" aria-label="Episodes as CSV" onClick={() => download("weir-episodes.csv", csvOf(columns, rows))}>
          CSV
        </button>
      </header>
      {rows.length === 0 ? <Empty title="No episode in this period" /> : <DataTable caption="Episodes" isCaptionHidden rows={rows} rowKey={(row) => `${row.agent} ${row.target} ${row.metric} ${row.from}`} columns={columns} limit={25} />}
    </section>
  );
}
