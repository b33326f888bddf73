// Transfers and load runs as they go.
import { colorOf, SegmentMap } from "../charts/segmentmap";
import { TimeChart } from "../charts/timechart";
import { bytes, clock, count, counted, fileOf, hostOf, rate, seconds, share } from "../format";
import { useNow } from "../store";
import { BAD_STATES, EARLIER, type Running } from "../transfers";
import { linkTo } from "../view";
import { State, Term } from "./basics";
import { Figure } from "./figure";
import { usePalette, useZone } from "./settings";
import { DataTable, type ColumnOf } from "./table";

/** One that says nothing for so long is over, or its network is. */
export const QUIET = 15e3;

export const isOver = (transfer: Running) => transfer.record !== null || transfer.run !== null;

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
