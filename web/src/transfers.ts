// Running transfers as the live stream tells of them: rates over time, who brought which bytes, what failed.
import { api, type Items, Problem, type Run, type Transfer } from "./api";
import { onLive, type Progress, type SourceChange, type SourceProgress } from "./live";
import { Store } from "./store";

/** Cells of a file's map. */
export const CELLS = 400;

/** What an earlier process of the download left. */
export const EARLIER = 255;

const MOST_POINTS = 600;
const MOST_CHANGES = 200;
const MOST_TRANSFERS = 12;

export interface Running {
  id: string;
  startedAt: number;
  heardAt: number;
  last: Progress | null;
  /** In the order in which they were first seen: the index is a source's colour. */
  urls: string[];
  /** Of each cell of the file, who brought it: index of the source + 1; 0 for nobody yet, 255 for an earlier process. */
  cells: Uint8Array;
  /** Rates: seconds since 1970, then a column for each source. */
  at: number[];
  rates: (number | null)[][];
  changes: SourceChange[];
  record: Transfer | null;
  /** Of a load run, when it is over. */
  run: Run | null;
}

export const running = new Store<ReadonlyMap<string, Running>>(new Map());

export const BAD_STATES = new Set(["failed", "stalled", "rejected"]);

function of(id: string, at: string): Running {
  const known = running.get().get(id);
  if (known) return known;
  const made: Running = {
    id,
    startedAt: Date.parse(at),
    heardAt: Date.now(),
    last: null,
    urls: [],
    cells: new Uint8Array(CELLS),
    at: [],
    rates: [],
    changes: [],
    record: null,
    run: null,
  };
  const all = [...running.get().entries(), [id, made] as const];
  running.set(new Map(all.slice(-MOST_TRANSFERS)));
  return made;
}

function sourceIndex(transfer: Running, url: string): number {
  const at = transfer.urls.indexOf(url);
  if (at >= 0) return at;
  transfer.urls.push(url);
  transfer.rates.push(transfer.at.map(() => null));
  return transfer.urls.length - 1;
}

function paint(transfer: Running, source: number, from: number, to: number, size: number): void {
  if (to <= from || size <= 0) return;
  const first = Math.floor((from / size) * CELLS);
  const last = Math.min(CELLS - 1, Math.floor(((to - 1) / size) * CELLS));
  for (let i = first; i <= last; i++) transfer.cells[i] = Math.min(EARLIER - 1, source + 1);
}

/** What a source fetched since the last look: ranges move on at their start, end when they are whole, or are taken over. */
function follow(transfer: Running, before: SourceProgress | undefined, now: SourceProgress, all: SourceProgress[], size: number): void {
  const source = sourceIndex(transfer, now.url);
  for (const [from, to] of before?.ranges ?? []) {
    const still = now.ranges.find(([start]) => start >= from && start <= to + 1);
    if (still) paint(transfer, source, from, still[0], size);
    else {
      const taken = all.flatMap((other) => (other.url === now.url ? [] : other.ranges)).find(([start]) => start >= from && start <= to);
      if (taken) paint(transfer, source, from, taken[0], size);
      else if (!BAD_STATES.has(now.state)) paint(transfer, source, from, to + 1, size);
    }
  }
}

/** The whole map, as the transfer itself tells it. */
function take(transfer: Running, map: number[], sources: SourceProgress[]): void {
  let cell = 0;
  for (let i = 0; i + 1 < map.length && cell < CELLS; i += 2) {
    const who = map[i]!;
    const url = sources[who]?.url;
    const owner = who === -2 ? EARLIER : url === undefined ? 0 : Math.min(EARLIER - 1, sourceIndex(transfer, url) + 1);
    const end = Math.min(CELLS, cell + Math.max(0, map[i + 1]!));
    transfer.cells.fill(owner, cell, end);
    cell = end;
  }
}

export function onProgress(progress: Progress): void {
  if (!progress?.id || !Array.isArray(progress.sources)) return;
  const transfer = of(progress.id, progress.at);
  const size = progress.size ?? 0;
  for (const source of progress.sources) {
    sourceIndex(transfer, source.url);
    if (Array.isArray(progress.map)) continue;
    // Of another program: what it says that it is fetching has to do.
    const before = transfer.last?.sources.find((one) => one.url === source.url);
    follow(transfer, before, source, progress.sources, size);
  }
  if (Array.isArray(progress.map)) take(transfer, progress.map, progress.sources);
  const at = Date.parse(progress.at) / 1000;
  if (transfer.at.length === 0 || at > transfer.at.at(-1)!) {
    transfer.at.push(at);
    const rates = new Map(progress.sources.map((source) => [source.url, source.throughput_bps]));
    transfer.urls.forEach((url, i) => transfer.rates[i]!.push(rates.get(url) ?? null));
    if (transfer.at.length > MOST_POINTS) {
      transfer.at.shift();
      for (const column of transfer.rates) column.shift();
    }
  }
  transfer.last = progress;
  transfer.heardAt = Date.now();
  running.set(new Map(running.get()));
}

export function onSource(change: SourceChange): void {
  if (!change?.id || !change.url) return;
  const transfer = of(change.id, change.at);
  sourceIndex(transfer, change.url);
  const isKnown = transfer.changes.some((one) => one.at === change.at && one.url === change.url && one.state === change.state);
  if (!isKnown && transfer.changes.length < MOST_CHANGES) transfer.changes.push(change);
  transfer.heardAt = Date.now();
  running.set(new Map(running.get()));
}

function onMeasurement(record: { type: string; id: string }): void {
  const transfer = running.get().get(record.id);
  if (!transfer) return;
  if (record.type === "transfer") transfer.record = record as Transfer;
  else if (record.type === "run") transfer.run = record as Run;
  else return;
  running.set(new Map(running.get()));
}

/** When a UUIDv7 was made, in milliseconds (RFC 9562 5.7); null for another id. */
function madeAt(id: string): number | null {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id) ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}

/** The stored record of this id; null when there is none. */
export async function recordOf<T extends { id: string }>(kind: "transfer" | "run", id: string, signal?: AbortSignal): Promise<T | null> {
  const made = madeAt(id);
  const where: Record<string, string> = made === null ? {} : { from: new Date(made - 86400e3).toISOString(), to: new Date(made + 86400e3).toISOString() };
  let cursor: string | null = null;
  do {
    const page: Items<T> = await api(`measurements?${new URLSearchParams({ kind, limit: "2000", ...where, ...(cursor ? { cursor } : {}) })}`, signal ? { signal } : {});
    const found = page.items.find((one) => one.id === id);
    if (found) return found;
    cursor = page.next;
  } while (cursor !== null);
  return null;
}

/** Of what was running when the stream was lost: perhaps it is over, and its record was told to nobody. */
async function catchUp(): Promise<void> {
  for (const transfer of running.get().values()) {
    if (transfer.record || transfer.run) continue;
    try {
      const record = await recordOf<Transfer | Run>(transfer.last?.clients === undefined ? "transfer" : "run", transfer.id);
      if (record) onMeasurement(record);
    } catch (error) {
      // Then it stays without its record, and says so itself.
      if (!(error instanceof Problem)) throw error;
    }
  }
}

let isWatching = false;

/** From now on, whatever page is shown: who comes to Transfers later sees it from its beginning. */
export function watchTransfers(): void {
  if (isWatching) return;
  isWatching = true;
  onLive("progress", onProgress);
  onLive("source", onSource);
  onLive("measurement", onMeasurement);
  onLive("missed", () => void catchUp());
}
