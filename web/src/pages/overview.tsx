import { useEffect, useRef, useState } from "preact/hooks";
import { useApi, type Analysis, type Episode, type HourVerdict, type Items, type Named, type Tile } from "../api";
import { Sparkline } from "../charts/sparkline";
import { bytes, count, counted, elevation, fileOf, hostOf, hour, METRICS, rate, share, UNKNOWN } from "../format";
import { onLive, type LiveName } from "../live";
import { Answer, At, Command, Empty, Moment, State, Term } from "../parts/basics";
import { useZone } from "../parts/settings";
import { csvOf, DataTable, download, type ColumnOf } from "../parts/table";
import { useNow } from "../store";
import { asked, linkTo, settled, type Period } from "../view";

/** At first; each has a line of its own. */
const MOST_TILES = 24;

const WEEK = 7 * 86400e3;
const STATE_WORDS: Record<Tile["state"], string> = { failing: "failing", slow: "slow", stale: "stale", unknown: "unknown", ok: "as usual" };
const names = new Intl.Collator("en", { numeric: true });
const ORDER = ["failing", "slow", "stale", "unknown", "ok"];

const STORED: readonly LiveName[] = ["measurement", "stored", "missed"];

/** Asks again soon after something was stored, and not more often than each few seconds. */
export function useStored(again: () => void, names = STORED): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    const later = () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        latest.current();
      }, 1500);
    };
    const ends = names.map((name) => onLive(name, later));
    return () => {
      clearTimeout(timer.current);
      for (const end of ends) end();
    };
  }, []);
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
            <Targets items={items} period={period} />
            <Agents agents={agents.data?.items ?? []} />
          </>
        )
      }
    </Answer>
  );
}

/** The worst first; of many, those whose name has what was typed. */
function Targets({ items, period }: { items: Tile[]; period: Period }) {
  const [wanted, setWanted] = useState("");
  const [most, setMost] = useState(MOST_TILES);
  const [isTable, setTable] = useState(false);
  const found = items
    .filter((tile) => tile.target.toLowerCase().includes(wanted.trim().toLowerCase()))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || names.compare(a.target, b.target));
  return (
    <section aria-labelledby="targets">
      <header class="with-tools">
        <h2 id="targets">Targets</h2>
        {items.length > MOST_TILES && (
          <label class="find">
            <span class="hidden">Find a target</span>
            <input type="search" placeholder={`find among ${items.length}`} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
          </label>
        )}
        <span class="tools">
          <button type="button" class="quiet" aria-pressed={isTable} aria-label="Targets as a table" onClick={() => setTable(!isTable)}>
            Table
          </button>
          <button type="button" class="quiet" aria-label="Targets as CSV" onClick={() => download("weir-targets.csv", csvOf(TILE_COLUMNS, found))}>
            CSV
          </button>
        </span>
      </header>
      {found.length === 0 && <Empty title="No target has that in its name" />}
      {isTable && found.length > 0 && <DataTable caption="Targets" isCaptionHidden columns={TILE_COLUMNS} rows={found} rowKey={(tile) => tile.target} />}
      {!isTable && (
        <ul class="tiles">
          {found.slice(0, most).map((tile) => (
            <TargetTile key={tile.target} tile={tile} period={period} />
          ))}
        </ul>
      )}
      {!isTable && found.length > most && (
        <p>
          <button type="button" onClick={() => setMost(most + 5 * MOST_TILES)}>
            Show {Math.min(5 * MOST_TILES, found.length - most)} more of {found.length}
          </button>
        </p>
      )}
    </section>
  );
}

const formatOf = (tile: Tile) => (tile.metric ? METRICS[tile.metric].format : () => UNKNOWN);

const TILE_COLUMNS: ColumnOf<Tile>[] = [
  { key: "target", head: "target", value: (tile) => tile.target, cell: (tile) => <a href={linkTo("target", { target: tile.target })}>{tile.target}</a> },
  { key: "state", head: "state", value: (tile) => tile.state, cell: (tile) => <State of={tile.state} /> },
  { key: "since", head: "since", value: (tile) => tile.since, cell: (tile) => <At at={tile.since} /> },
  { key: "metric", head: "metric", value: (tile) => tile.metric, cell: (tile) => (tile.metric ? METRICS[tile.metric].name : UNKNOWN) },
  { key: "median", head: <Term of="median" />, value: (tile) => tile.median, cell: (tile) => formatOf(tile)(tile.median), isNumber: true },
  { key: "low", head: <Term of="interval">from</Term>, value: (tile) => tile.interval?.[0], cell: (tile) => formatOf(tile)(tile.interval?.[0]), isNumber: true },
  { key: "high", head: <Term of="interval">to</Term>, value: (tile) => tile.interval?.[1], cell: (tile) => formatOf(tile)(tile.interval?.[1]), isNumber: true },
  { key: "downloads", head: "downloads", value: (tile) => tile.downloads, cell: (tile) => count(tile.downloads), isNumber: true },
  { key: "failures", head: <Term of="failures" />, value: (tile) => tile.failures, cell: (tile) => count(tile.failures), isNumber: true },
  { key: "bytes", head: "moved", value: (tile) => tile.bytes, cell: (tile) => bytes(tile.bytes), isNumber: true },
  { key: "probes", head: "probes", value: (tile) => tile.probes, cell: (tile) => count(tile.probes), isNumber: true },
  { key: "loss_ratio", head: <Term of="packet loss">lost</Term>, value: (tile) => tile.loss_ratio, cell: (tile) => share(tile.loss_ratio), isNumber: true },
  { key: "last_at", head: "latest", value: (tile) => tile.last_at, cell: (tile) => <Moment at={tile.last_at} /> },
];

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
  const analysis = useApi<Analysis>(isWanted ? `analysis?${asked(settled(period), zone)}` : null, 600);
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
            <p class="big" data-key="episodes" data-value={week.length}>
              {week.length}
            </p>
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
          <p class="big" data-key="hour" data-value={verdict.hour}>
            {hour(verdict.hour)}
          </p>
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
