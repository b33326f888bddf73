import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useApi, type Analysis, type Episode, type HourVerdict, type Items, type Named, type Tile } from "../api";
import { Sparkline } from "../charts/sparkline";
import { elevation, fileOf, hostOf, hour, METRICS, rate, bytes, share, count, counted } from "../format";
import { useLive } from "../live";
import { Answer, At, Command, Empty, Moment, State, Term } from "../parts/basics";
import { useZone } from "../parts/settings";
import { DataTable } from "../parts/table";
import { useNow } from "../store";
import { asked, linkTo, type Period } from "../view";

const WEEK = 7 * 86400e3;
const STATE_WORDS: Record<Tile["state"], string> = { failing: "failing", slow: "slow", stale: "stale", unknown: "unknown", ok: "as usual" };
const names = new Intl.Collator("en", { numeric: true });
const ORDER = ["failing", "slow", "stale", "unknown", "ok"];

/** Asks again soon after something was stored, and not more often than each few seconds. */
export function useStored(again: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(again);
  latest.current = again;
  const later = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, 1500);
  }, []);
  useLive("measurement", later);
  useLive("stored", later);
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** Steps of a chart: fine enough for its width, and whole quarters. */
export function bucketFor(period: Period, first: number | null, most: number): string {
  const length = (period.to ?? Date.now()) - (period.from ?? first ?? Date.now() - 365 * 86400e3);
  const minutes = [15, 30, 60, 120, 180, 360, 720, 1440, 10080].find((width) => length / (width * 60e3) <= most) ?? 40320;
  return `${minutes}m`;
}

export function OverviewPage({ period }: { period: Period }) {
  const zone = useZone();
  const tiles = useApi<Items<Tile>>(`overview?${asked(period, zone, { bucket: bucketFor(period, null, 120) })}`, 60);
  const agents = useApi<Items<Named>>("agents", 60);
  useStored(() => {
    tiles.again();
    agents.again();
  });
  return (
    <Answer asked={tiles} what="targets">
      {({ items }) =>
        items.length === 0 ? (
          <Welcome />
        ) : (
          <>
            <Verdicts items={items} period={period} />
            <section aria-labelledby="targets">
              <h2 id="targets">Targets</h2>
              <ul class="tiles">
                {[...items]
                  .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || names.compare(a.target, b.target))
                  .map((tile) => (
                    <TargetTile key={tile.target} tile={tile} period={period} />
                  ))}
              </ul>
            </section>
            <Agents agents={agents.data?.items ?? []} />
          </>
        )
      }
    </Answer>
  );
}

function Welcome() {
  return (
    <Empty title="Nothing was measured yet">
      <p>Make a token where the collector runs, take it along, and let an agent measure:</p>
      <Command>{`weir collect token add NAME --store STORE > NAME.token\nweir agent http://SERVER/FILE HOST:862 --every 5m --collector ${location.origin} --token NAME.token`}</Command>
      <p>The page shows each measurement as it comes. To see it all on one machine first: weir lab.</p>
    </Empty>
  );
}

function TargetTile({ tile, period }: { tile: Tile; period: Period }) {
  const metric = tile.metric ? METRICS[tile.metric] : null;
  return (
    <li>
      <a class={`tile tile-${tile.state}`} href={linkTo("target", { target: tile.target })}>
        <span class="tile-head">
          <strong title={tile.target}>{tile.target}</strong>
          <State of={tile.state} />
        </span>
        <span class="tile-number">
          {metric ? (
            <>
              <b data-key="median" data-value={tile.median}>{metric.format(tile.median)}</b>
              <small>
                median {metric.name.toLowerCase()}
                {tile.interval && <span class="line">95 %: {metric.format(tile.interval[0])} to {metric.format(tile.interval[1])}</span>}
              </small>
            </>
          ) : (
            <small>no values in this period</small>
          )}
        </span>
        <Sparkline at={tile.at_unix_s} values={tile.p50} label={metric ? `${metric.name} over the period` : "no values"} from={period.from === null ? undefined : period.from / 1000} to={(period.to ?? Date.now()) / 1000} />
        <span class="tile-reason">{tile.reason}</span>
        <span class="tile-foot">
          <span>
            {counted(tile.downloads, "download")}{tile.failures > 0 ? `, ${count(tile.failures)} failed` : ""}
            {tile.probes > 0 ? `; ${share(tile.loss_ratio)} lost` : ""}
          </span>
          <span>
            {counted(tile.agents.length, "agent")}, <Moment at={tile.last_at} />
          </span>
        </span>
        {tile.since && tile.state !== "stale" && (
          <span class="tile-foot">
            <span>{STATE_WORDS[tile.state]} since <At at={tile.since} /></span>
          </span>
        )}
      </a>
    </li>
  );
}

function Verdicts({ items, period }: { items: Tile[]; period: Period }) {
  const zone = useZone();
  const end = period.to ?? Date.now();
  const [isWanted, setWanted] = useState(false);
  // After the first paint: the analysis of many series takes its time.
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), 50);
    return () => clearTimeout(timer);
  }, []);
  const analysis = useApi<Analysis>(isWanted ? `analysis?${asked(period, zone)}` : null, 600);
  const counts = ORDER.map((state) => [state, items.filter((tile) => tile.state === state).length] as const).filter(([, n]) => n > 0);
  const week = (analysis.data?.series ?? []).flatMap((series) => series.episodes.map((episode) => ({ ...episode, agent: series.agent, target: series.target, metric: series.metric }))).filter((episode) => Date.parse(episode.to) > end - WEEK);
  return (
    <section class="summary" aria-label="Summary">
      <div class="card sum">
        <h3>Now</h3>
        <p class="states">
          {counts.map(([state, n]) => (
            <span key={state}>
              <b>{n}</b> <State of={state} />
            </span>
          ))}
        </p>
      </div>
      <HourCard title="Busiest hour" define="busiest hour (demand)" verdict={analysis.data?.busiest_hour.demand} isLoading={!analysis.data && !analysis.problem}>
        {(verdict) => `${bytes(verdict.bytes_per_day)} a day`}
      </HourCard>
      <HourCard title="Slowest hour" define="slowest hour (pain)" verdict={analysis.data?.busiest_hour.pain} isLoading={!analysis.data && !analysis.problem}>
        {(verdict) => `median ${rate(verdict.throughput_p50_bps)}`}
      </HourCard>
      <div class="card sum">
        <h3>
          <Term of="episode">Episodes</Term> of the {period.to ? "period's " : ""}last 7 days
        </h3>
        {analysis.data ? (
          <>
            <p class="big">{week.length}</p>
            <p>{week.length > 0 ? <Worst episodes={week} /> : "None was found."}</p>
          </>
        ) : (
          <p class="loading">{analysis.problem ? analysis.problem.message : "Analysing …"}</p>
        )}
      </div>
    </section>
  );
}

function Worst({ episodes }: { episodes: Episode[] }) {
  const latest = [...episodes].sort((a, b) => b.to.localeCompare(a.to))[0]!;
  return (
    <a href={linkTo("congestion", {})}>
      The latest: {hostOf(latest.target ?? "")} from {latest.agent}, {METRICS[latest.metric as keyof typeof METRICS]?.name.toLowerCase()} {elevation(latest.metric ?? "", latest.depth)}
    </a>
  );
}

interface HourCardProps {
  title: string;
  define: "busiest hour (demand)" | "slowest hour (pain)";
  verdict: HourVerdict | undefined;
  isLoading: boolean;
  children: (verdict: HourVerdict) => string;
}

function HourCard({ title, define, verdict, isLoading, children }: HourCardProps) {
  const zone = useZone();
  return (
    <div class="card sum">
      <h3>
        <Term of={define}>{title}</Term>
      </h3>
      {!verdict ? (
        <p class="loading">{isLoading ? "Analysing …" : "Unknown."}</p>
      ) : verdict.status === "insufficient" ? (
        <>
          <p class="big unknown">?</p>
          <p>Not enough data; {verdict.days_missing} more {verdict.days_missing === 1 ? "day is" : "days are"} needed.</p>
        </>
      ) : (
        <>
          <p class="big">{hour(verdict.hour)}</p>
          <p>
            {children(verdict)} ({zone})
            {verdict.status === "undecided" ? `; not distinguishable from ${verdict.rivals.map((one) => `${one}:00`).join(", ")}` : ""}
          </p>
        </>
      )}
    </div>
  );
}

function Agents({ agents }: { agents: Named[] }) {
  const now = useNow(5000);
  const freshness = (agent: Named) => {
    const usual = agent.measurements > 1 ? (Date.parse(agent.last_at) - Date.parse(agent.first_at)) / (agent.measurements - 1) : 0;
    return now - Date.parse(agent.last_at) > Math.max(15 * 60e3, 3 * usual) ? "stale" : "fresh";
  };
  return (
    <section class="card" aria-labelledby="agents">
      <h2 id="agents">Agents</h2>
      <DataTable
        caption="Agents and how fresh they are"
        isCaptionHidden
        rows={[...agents].sort((a, b) => names.compare(a.name, b.name))}
        rowKey={(agent) => agent.name}
        columns={[
          { key: "agent", head: "agent", value: (agent) => agent.name },
          { key: "state", head: <Term of="stale">state</Term>, value: freshness, cell: (agent) => <State of={freshness(agent)} /> },
          { key: "measurements", head: "measurements", value: (agent) => agent.measurements, cell: (agent) => count(agent.measurements), isNumber: true },
          { key: "first_at", head: "first", value: (agent) => agent.first_at, cell: (agent) => <At at={agent.first_at} /> },
          { key: "last_at", head: "latest", value: (agent) => agent.last_at, cell: (agent) => <Moment at={agent.last_at} /> },
        ]}
      />
    </section>
  );
}

export const shortTarget = (target: string): string => (target.includes("://") ? `${hostOf(target)} · ${fileOf(target)}` : target);
