import { useEffect, useState } from "preact/hooks";
import { api, Problem, type Items, type SourceRecord, type Transfer } from "../api";
import { colorOf, SegmentMap } from "../charts/segmentmap";
import { TimeChart } from "../charts/timechart";
import { bytes, clock, count, counted, fileOf, hostOf, rate, seconds, share } from "../format";
import { useLive } from "../live";
import { At, Command, Empty, Fact, Moment, State, Term, Trouble } from "../parts/basics";
import { Figure } from "../parts/figure";
import { usePalette, useZone } from "../parts/settings";
import { csvOf, DataTable, download, type ColumnOf } from "../parts/table";
import { useNow, useSyncExternalStore } from "../store";
import { BAD_STATES, EARLIER, running, type Running } from "../transfers";
import { change, linkTo, useView } from "../view";

/** One that says nothing for so long is over, or its network is. */
const QUIET = 15e3;

export function TransfersPage() {
  const { params } = useView();
  return params["id"] ? <OneRecord id={params["id"]} /> : <AllTransfers />;
}

function AllTransfers() {
  const all = [...useSyncExternalStore(running).values()].reverse();
  const now = useNow(1000);
  const live = all.filter((one) => !isOver(one) && now - one.heardAt < QUIET);
  const over = all.filter((one) => !live.includes(one)).slice(0, 3);
  return (
    <>
      <section aria-labelledby="running">
        <h2 id="running">Running now</h2>
        {live.length === 0 && (
          <Empty title="No transfer is running">
            <p>A download that is told of this collector shows here as it happens:</p>
            <Command>{`weir get http://SERVER-A/FILE http://SERVER-B/FILE --collector ${location.origin} --token NAME.token`}</Command>
            <p>
              In the lab, the <a href={linkTo("lab")}>Lab</a> page has a button that starts one.
            </p>
          </Empty>
        )}
        {[...live, ...over].map((transfer) =>
          transfer.last?.clients === undefined ? <LiveTransfer key={transfer.id} transfer={transfer} /> : <LiveRun key={transfer.id} transfer={transfer} />,
        )}
      </section>
      <Recent />
    </>
  );
}

const isOver = (transfer: Running) => transfer.record !== null || transfer.run !== null;

/** A load run as it goes: its clients together, by source. */
export function LiveRun({ transfer }: { transfer: Running }) {
  const now = useNow(1000);
  const { run } = transfer;
  const last = transfer.last!;
  const name = `${fileOf(last.sources[0]?.url ?? "")} for ${counted(last.clients!, "client")}`;
  const done = run ? run.clients : (last.clients_done ?? 0);
  const isQuiet = !run && now - transfer.heardAt >= QUIET;
  const there = run?.bytes ?? last.bytes;
  const columns: ColumnOf<(typeof last.sources)[number]>[] = [
    { key: "url", head: <Term of="source" />, value: (row) => row.url },
    { key: "state", head: "state", value: (row) => row.state, cell: (row) => <State of={run ? "done" : row.state} /> },
    { key: "bytes", head: "brought", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
    { key: "throughput_bps", head: "rate now", value: (row) => (run ? null : row.throughput_bps), cell: (row) => rate(run ? null : row.throughput_bps), isNumber: true },
  ];
  return (
    <article class="card transfer" aria-label={`Run of ${name}`}>
      <header class="with-tools">
        <h3>Load run: {name}</h3>
        <State of={run ? (run.failed + run.corrupt > 0 ? "failed" : "done") : isQuiet ? "stale" : "active"} name={run ? (run.failed + run.corrupt > 0 ? `${run.failed + run.corrupt} failed` : "done") : isQuiet ? "no news" : "running"} />
        <span class="note">
          {last.requests !== undefined ? counted(last.requests, "request") : `${count(done)} of ${counted(last.clients!, "client")} done; ${bytes(there)}${last.size ? ` of ${bytes(last.size)}` : ""}`}
          {run ? `; global rate ${rate(run.global_rate_bps)}` : last.throughput_bps ? `; ${rate(last.throughput_bps)}` : ""}
          {!run && last.eta_s ? `; ${seconds(last.eta_s)} to go` : ""}
        </span>
        {run && <a href={linkTo("runs", { run: run.id })}>Record</a>}
      </header>
      <progress max={1} value={run ? 1 : last.size ? Math.min(1, last.bytes / last.size) : done / Math.max(1, last.clients!)} aria-label={`${name}: how far`} />
      {last.sources.length > 0 && <DataTable caption="Clients by source" isCaptionHidden rows={last.sources} rowKey={(row) => row.url} columns={columns} />}
    </article>
  );
}

/** A transfer as it goes, and its record when it is over. */
export function LiveTransfer({ transfer, isSmall = false }: { transfer: Running; isSmall?: boolean }) {
  const palette = usePalette();
  const zone = useZone();
  const now = useNow(1000);
  const { last, record } = transfer;
  const size = last?.size ?? record?.size ?? null;
  const there = record?.bytes ?? last?.bytes ?? 0;
  const part = size ? Math.min(1, there / size) : 0;
  const first = last?.sources[0]?.url ?? transfer.urls[0] ?? "";
  const name = record?.file ?? fileOf(first);
  const isQuiet = !record && now - transfer.heardAt >= QUIET;
  const total = Math.max(1, ...(last?.sources ?? []).map((source) => source.bytes));
  const rows = transfer.at.map((at, i) => ({ at, i }));
  const failures = transfer.changes.filter((one) => BAD_STATES.has(one.state));
  return (
    <article class="card transfer" aria-label={`Transfer of ${name}`}>
      <header class="with-tools">
        <h3>{name}</h3>
        <State of={record ? (record.outcome === "ok" ? "done" : record.outcome) : isQuiet ? "stale" : "active"} name={record ? (record.outcome === "ok" ? "done" : record.outcome) : isQuiet ? "no news" : "running"} />
        <span class="note">
          {bytes(there)} of {bytes(size)}, {share(part)}; {rate(record ? record.throughput_bps : last?.throughput_bps)}
          {!record && last?.eta_s ? `; ${seconds(last.eta_s)} to go` : ""}
        </span>
        {record && <a href={linkTo("transfers", { id: record.id })}>Record</a>}
      </header>
      <progress max={1} value={part} aria-label={`${name}: how far`} />
      {isQuiet && <p class="hint">Nothing was heard of it for {seconds(Math.round((now - transfer.heardAt) / 1000))}: it ended without a record, or its way here is cut.</p>}
      <ul class="sources">
        {(last?.sources ?? []).map((source) => {
          const index = transfer.urls.indexOf(source.url);
          const reason = [...transfer.changes].reverse().find((one) => one.url === source.url)?.reason;
          return (
            <li key={source.url}>
              <span class="source-name" title={source.url}>
                <span class="swatch" style={{ background: colorOf(index, palette.series) }} /> {index + 1}. {hostOf(source.url)}
              </span>
              <span class="bar" role="img" aria-label={`${hostOf(source.url)} brought ${bytes(source.bytes)}`}>
                <span style={{ width: `${(source.bytes / total) * 100}%`, background: colorOf(index, palette.series) }} />
              </span>
              <span class="number">{bytes(source.bytes)}</span>
              <span class="number">{record ? "" : rate(source.throughput_bps)}</span>
              <span>
                <State of={source.state} /> {BAD_STATES.has(source.state) && reason ? <small>{reason}</small> : null}
              </span>
            </li>
          );
        })}
      </ul>
      <h4>
        <Term of="segment">The file, by who brought it</Term>
      </h4>
      <SegmentMap transfer={transfer} />
      <p class="hint">Framed: being fetched. Pale: not there yet{transfer.cells.includes(EARLIER) ? ". Grey: left by an earlier attempt" : ""}.</p>
      {!isSmall && rows.length > 1 && (
        <Figure
          title="Rates of the sources"
          note="✕ marks a failure"
          file={`weir-transfer-${transfer.id}`}
          rows={rows}
          rowKey={(row) => String(row.at)}
          columns={[
            { key: "at", head: "at", value: (row) => new Date(row.at * 1000).toISOString(), cell: (row) => clock(row.at * 1000, zone) },
            ...transfer.urls.map(
              (url, k): ColumnOf<{ at: number; i: number }> => ({
                key: `${url} throughput_bps`,
                head: `${k + 1}. ${hostOf(url)}`,
                value: (row) => transfer.rates[k]![row.i],
                cell: (row) => rate(transfer.rates[k]![row.i]),
                isNumber: true,
              }),
            ),
          ]}
        >
          <TimeChart
            label={`Rates of ${transfer.urls.length} sources over time`}
            at={[...transfer.at]}
            lines={transfer.urls.map((url, k) => ({ name: url, values: transfer.rates[k]!, color: colorOf(k, palette.series) }))}
            format={rate}
            from={null}
            to={null}
            height={150}
            marks={failures.map((one) => ({ at: Date.parse(one.at) / 1000, text: one.reason ?? "" }))}
            tell={(i) => `${clock(transfer.at[i]! * 1000, zone)} ${zone}: ${transfer.urls.map((url, k) => `${hostOf(url)} ${rate(transfer.rates[k]![i])}`).join(", ")}`}
          />
        </Figure>
      )}
      {failures.length > 0 && (
        <ol class="failures" aria-label="Failures">
          {failures.slice(-8).map((one) => (
            <li key={one.at + one.url}>
              <time dateTime={one.at}>{clock(one.at, zone)}</time> {hostOf(one.url)} <State of={one.state} />: {one.reason ?? "no reason given"}
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}

const STEPS = [15 * 60e3, 3600e3, 6 * 3600e3, 86400e3, 7 * 86400e3, 30 * 86400e3, 365 * 86400e3];
const ENOUGH = 25;

/** The latest records: the API gives them from the oldest on, so that longer and longer stretches are asked for until there are enough. */
async function latest(signal: AbortSignal): Promise<Transfer[]> {
  for (const step of STEPS) {
    const from = new Date(Date.now() - step).toISOString();
    const all: Transfer[] = [];
    let cursor: string | null = null;
    do {
      const page: Items<Transfer> = await api(`measurements?${new URLSearchParams({ kind: "transfer", from, limit: "1000", ...(cursor ? { cursor } : {}) })}`, { signal });
      all.push(...page.items);
      cursor = page.next;
    } while (cursor !== null && all.length < 20000);
    if (all.length >= ENOUGH || step === STEPS.at(-1)) return all.reverse().slice(0, 500);
  }
  return [];
}

function Recent() {
  const [records, setRecords] = useState<Transfer[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    latest(abort.signal).then(
      (all) => {
        setRecords(all);
        setProblem(null);
      },
      (error: unknown) => error instanceof Problem && setProblem(error),
    );
    return () => abort.abort();
  }, [turn]);
  const [add] = useState(() => (record: Transfer) => {
    if (record.type === "transfer") setRecords((old) => (old && !old.some((one) => one.id === record.id) ? [record, ...old].slice(0, 500) : old));
  });
  useLive("measurement", add);
  const columns: ColumnOf<Transfer>[] = [
    { key: "started_at", head: "began", value: (row) => row.started_at, cell: (row) => <a href={linkTo("transfers", { id: row.id })}><At at={row.started_at} /></a> },
    { key: "file", head: "file", value: (row) => row.file ?? fileOf(row.target) },
    { key: "agent", head: "agent", value: (row) => row.agent },
    { key: "target", head: "target", value: (row) => row.target, cell: (row) => <a href={linkTo("target", { target: row.target })}>{row.target}</a> },
    { key: "outcome", head: "outcome", value: (row) => row.outcome, cell: (row) => <State of={row.outcome === "ok" ? "done" : row.outcome} name={row.outcome} /> },
    { key: "bytes", head: "size", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
    { key: "duration_s", head: "took", value: (row) => row.duration_s, cell: (row) => seconds(row.duration_s), isNumber: true },
    { key: "throughput_bps", head: "speed", value: (row) => row.throughput_bps, cell: (row) => rate(row.throughput_bps), isNumber: true },
    { key: "sources", head: "sources", value: (row) => row.sources?.length ?? 0, isNumber: true },
  ];
  return (
    <section class="card" aria-labelledby="recent">
      <header class="with-tools">
        <h2 id="recent">Latest records</h2>
        <button type="button" class="quiet" aria-label="Latest records as CSV" onClick={() => download("weir-transfers.csv", csvOf(columns, records ?? []))}>
          CSV
        </button>
      </header>
      {problem && <Trouble problem={problem} again={() => setTurn(turn + 1)} />}
      {records === null ? (
        !problem && <div class="loading" role="status">Loading records …</div>
      ) : records.length === 0 ? (
        <Empty title="No transfer was recorded yet">
          <p>Each weir get with --collector leaves its record here.</p>
        </Empty>
      ) : (
        <DataTable caption="Latest records" isCaptionHidden rows={records} rowKey={(row) => row.id} columns={columns} limit={25} />
      )}
    </section>
  );
}

/** When a UUIDv7 was made, in milliseconds (RFC 9562 5.7); null for another id. */
function madeAt(id: string): number | null {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id) ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}

async function find(id: string, signal: AbortSignal): Promise<Transfer | null> {
  const made = madeAt(id);
  const where: Record<string, string> = made === null ? {} : { from: new Date(made - 86400e3).toISOString(), to: new Date(made + 86400e3).toISOString() };
  let cursor: string | null = null;
  do {
    const page: Items<Transfer> = await api(`measurements?${new URLSearchParams({ kind: "transfer", limit: "2000", ...where, ...(cursor ? { cursor } : {}) })}`, { signal });
    const found = page.items.find((one) => one.id === id);
    if (found) return found;
    cursor = page.next;
  } while (cursor !== null);
  return null;
}

function OneRecord({ id }: { id: string }) {
  const [state, setState] = useState<{ record: Transfer | null; problem: Problem | null } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    setState(null);
    find(id, abort.signal).then(
      (record) => setState({ record, problem: null }),
      (error: unknown) => error instanceof Problem && setState({ record: null, problem: error }),
    );
    return () => abort.abort();
  }, [id]);
  const back = (
    <p>
      <button type="button" class="quiet" onClick={() => change({ id: null }, true)}>
        ← All transfers
      </button>
    </p>
  );
  if (state === null) return <div class="loading" role="status">Looking for the record …</div>;
  if (state.problem) return <Trouble problem={state.problem} />;
  if (!state.record)
    return (
      <>
        {back}
        <Empty title="There is no such record">
          <p>It was deleted when its time was over (--retention), or belongs to another collector.</p>
        </Empty>
      </>
    );
  return (
    <>
      {back}
      <Record record={state.record} />
    </>
  );
}

export function Record({ record }: { record: Transfer }) {
  const palette = usePalette();
  const sources = record.sources ?? [];
  const all = sources.reduce((sum, source) => sum + source.bytes, 0);
  const columns: ColumnOf<SourceRecord>[] = [
    { key: "url", head: <Term of="source" />, value: (row) => row.url, cell: (row) => <><span class="swatch" style={{ background: colorOf(sources.indexOf(row), palette.series) }} /> {row.url}</> },
    { key: "state", head: "state", value: (row) => row.state, cell: (row) => <State of={row.state} /> },
    { key: "bytes", head: "brought", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
    { key: "share", head: "share", value: (row) => (all > 0 ? row.bytes / all : null), cell: (row) => share(all > 0 ? row.bytes / all : null), isNumber: true },
    { key: "throughput_bps", head: "speed", value: (row) => row.throughput_bps, cell: (row) => rate(row.throughput_bps), isNumber: true },
    { key: "requests", head: "requests", value: (row) => row.requests, isNumber: true },
    { key: "failures", head: "failures", value: (row) => row.failures, isNumber: true },
    { key: "connect_s", head: "connect", value: (row) => row.connect_s, cell: (row) => seconds(row.connect_s), isNumber: true },
    { key: "response_s", head: "response", value: (row) => row.response_s, cell: (row) => seconds(row.response_s), isNumber: true },
    { key: "rtt_s", head: "round trip (TCP)", value: (row) => row.tcp?.rtt_s, cell: (row) => seconds(row.tcp?.rtt_s), isNumber: true },
    { key: "reason", head: "reason", value: (row) => row.reason },
  ];
  return (
    <article class="card">
      <header class="with-tools">
        <h2>{record.file ?? fileOf(record.target)}</h2>
        <State of={record.outcome === "ok" ? "done" : record.outcome} name={record.outcome} />
        {record.simulated && <span class="note">simulated</span>}
      </header>
      {record.error && <p class="notice trouble">{record.error}</p>}
      <dl class="facts">
        <Fact label="Began"><At at={record.started_at} /><small><Moment at={record.started_at} /></small></Fact>
        <Fact label="Agent">{record.agent}</Fact>
        <Fact label="Target">{record.target}</Fact>
        <Fact label="Size">{bytes(record.bytes)}<small>{count(record.bytes)} bytes</small></Fact>
        <Fact label="Took">{seconds(record.duration_s)}</Fact>
        <Fact label={<Term of="throughput">Speed</Term>}>{rate(record.throughput_bps)}</Fact>
        <Fact label={<Term of="response time" />}>{seconds(record.response_s)}</Fact>
        <Fact label="Verified">{record.verified ?? "–"}</Fact>
        <Fact label={<Term of="wasted" />}>{bytes(record.wasted_bytes)}</Fact>
        <Fact label={<Term of="resumed" />}>{bytes(record.resumed_bytes)}</Fact>
        {record.run_id && <Fact label="Run"><a href={linkTo("runs", { run: record.run_id })}>{record.run_id}</a></Fact>}
      </dl>
      {record.sha256 && <p class="hash">sha-256 {record.sha256}</p>}
      {all > 0 && (
        <div class="stack" role="img" aria-label={`Shares of the sources: ${sources.map((source) => `${hostOf(source.url)} ${share(source.bytes / all)}`).join(", ")}`}>
          {sources.map((source, i) => (
            <span key={source.url} style={{ width: `${(source.bytes / all) * 100}%`, background: colorOf(i, palette.series) }} />
          ))}
        </div>
      )}
      <DataTable caption="Sources" rows={sources} rowKey={(row) => row.url} columns={columns} />
      <button type="button" class="quiet" onClick={() => download(`weir-transfer-${record.id}.csv`, csvOf(columns, sources))}>
        CSV
      </button>
    </article>
  );
}
