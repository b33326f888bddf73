import { useEffect, useState } from "preact/hooks";
import { api, Problem, type Items, type Named, type SourceRecord, type Transfer } from "../api";
import { colorOf } from "../charts/segmentmap";
import { bytes, count, fileOf, hostOf, rate, seconds, share } from "../format";
import { useLive, type LiveName } from "../live";
import { At, Command, Empty, Fact, Moment, State, Term, Trouble } from "../parts/basics";
import { isOver, LiveRun, LiveTransfer, QUIET } from "../parts/running";
import { usePalette } from "../parts/settings";
import { csvOf, DataTable, download, type ColumnOf } from "../parts/table";
import { useNow, useSyncExternalStore } from "../store";
import { recordOf, running } from "../transfers";
import { change, linkTo, useView } from "../view";
import { useStored } from "./overview";

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

/** What was stored and not told record by record. */
const UNTOLD: readonly LiveName[] = ["stored", "missed"];

const STEPS = [15 * 60e3, 3600e3, 6 * 3600e3, 86400e3, 7 * 86400e3, 30 * 86400e3, 365 * 86400e3];
const ENOUGH = 25;

/**
 * The latest records: the API gives them from the oldest on, so that longer and longer stretches before the last one are
 * asked for until there are enough.
 */
async function latest(signal: AbortSignal): Promise<Transfer[]> {
  const targets = await api<Items<Named>>("targets", { signal });
  // A clock that runs ahead hides nobody else.
  const last = Math.min(Date.now(), Math.max(...targets.items.map((one) => Date.parse(one.last_at))));
  if (targets.items.length === 0) return [];
  for (const step of STEPS) {
    const from = new Date(last - step).toISOString();
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
  const [reload] = useState(() => () => setTurn((n) => n + 1));
  useStored(reload, UNTOLD);
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
      {problem && <Trouble problem={problem} again={reload} />}
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

function OneRecord({ id }: { id: string }) {
  const [state, setState] = useState<{ record: Transfer | null; problem: Problem | null } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    setState(null);
    recordOf<Transfer>("transfer", id, abort.signal).then(
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
