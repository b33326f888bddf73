// The collector's API, in the names that it has there.
import { useEffect, useState } from "preact/hooks";
import { Store } from "./store";

export interface Session {
  signed_in: boolean;
  may_read: boolean;
  may_manage: boolean;
}

export interface Tile {
  target: string;
  state: "ok" | "slow" | "failing" | "stale" | "unknown";
  reason: string;
  since: string | null;
  agents: string[];
  last_at: string | null;
  downloads: number;
  failures: number;
  bytes: number;
  probes: number;
  loss_ratio: number | null;
  metric: "throughput_bps" | "rtt_s" | null;
  median: number | null;
  interval: [number, number] | null;
  bucket_s: number;
  at_unix_s: number[];
  p50: number[];
}

export interface Named {
  name: string;
  measurements: number;
  first_at: string;
  last_at: string;
}

type Column = (number | null)[];

export interface Band {
  agent: string | null;
  target: string;
  metric: string;
  bucket_s: number;
  at_unix_s: number[];
  n: number[];
  min: Column;
  p05: Column;
  p25: Column;
  p50: Column;
  p75: Column;
  p95: Column;
  max: Column;
}

export interface Smoke {
  target: string;
  bucket_s: number;
  at_unix_s: number[];
  n: number[];
  loss_ratio: Column;
  p50: Column;
  histograms: number[][];
}

export interface HeatCell {
  metric: string;
  day: string;
  hour: number;
  median: number | null;
  n: number;
  exposure_h: number;
  p_value: number | null;
  worse: boolean;
  enough: boolean;
}

export interface Spread {
  mean: number;
  min: number;
  max: number;
  p50: number | null;
  p95: number | null;
}

export interface Summary {
  agent: string | null;
  target: string | null;
  hour: number | null;
  downloads: number;
  failures: number;
  bytes: number;
  throughput_bps: Spread | null;
  duration_s: Spread | null;
  response_s: Spread | null;
  probes: number;
  loss_ratio: number | null;
  rtt_s: Spread | null;
  jitter_s: Spread | null;
}

export interface SourceTotal {
  url: string;
  transfers: number;
  bytes: number;
  share: number | null;
  requests: number;
  failures: number;
  failed_transfers: number;
  throughput_bps: Spread | null;
  connect_s: Spread | null;
  rtt_s: Spread | null;
  last_at: string;
  last_reason: string | null;
}

export interface HourVerdict {
  status: "ok" | "undecided" | "insufficient";
  hour: number | null;
  start?: string | null;
  interval?: [number, number] | null;
  rivals: number[];
  days: number;
  days_missing: number;
  bytes_per_hour?: number | null;
  bytes_per_day?: number | null;
  elevation?: number | null;
  throughput_p50_bps?: number | null;
}

export interface Episode {
  agent?: string;
  target?: string;
  metric?: string;
  from: string;
  to: string;
  depth: number | null;
  n: number;
  p_value: number | null;
  moved: string[];
}

export interface Finding {
  agent: string;
  target: string;
  metric: string;
  n: number;
  median: { value: number | null; interval: [number, number] } | null;
  congestion: {
    verdict: "recurring" | "none" | "insufficient";
    where?: string;
    days_observed: number;
    days_missing: number;
    windows: { from: string; to: string; days_congested: number; days_observed: number; p_value: number | null; elevation: number | null }[];
  };
  level_shifts: { at: string; before: number | null; after: number | null; cause: string; p_value: number | null }[];
  busiest_hour: { demand: HourVerdict; pain: HourVerdict; time_consistent: HourVerdict };
  episodes: Episode[];
  words: string[];
  evidence: {
    methods: Record<string, string>;
    found_by: string | null;
    peak_share: number | null;
    recurrence_p_value: number | null;
    rhythm_peak_to_peak: number | null;
    rhythm_p_value: number | null;
    day_curve: (number | null)[];
  };
}

export interface Analysis {
  from: string | null;
  to: string | null;
  tz: string;
  busiest_hour: { demand: HourVerdict; pain: HourVerdict };
  series: Finding[];
}

export interface SourceRecord {
  url: string;
  address: string | null;
  bytes: number;
  duration_s: number | null;
  throughput_bps: number | null;
  requests: number;
  failures: number;
  state: string;
  reason: string | null;
  connect_s: number | null;
  response_s: number | null;
  tcp: { rtt_s: number | null } | null;
}

export interface Transfer {
  type: "transfer";
  id: string;
  started_at: string;
  agent: string;
  target: string;
  run_id: string | null;
  client: string | null;
  file: string | null;
  simulated: boolean;
  size: number | null;
  bytes: number;
  resumed_bytes: number;
  wasted_bytes: number;
  duration_s: number | null;
  response_s: number | null;
  throughput_bps: number | null;
  verified: string | null;
  sha256: string | null;
  outcome: string;
  error: string | null;
  sources?: SourceRecord[];
}

export interface Run {
  type: "run";
  id: string;
  started_at: string;
  agent: string;
  target: string;
  file: string | null;
  clients: number;
  bytes: number;
  slowest_s: number | null;
  global_rate_bps: number | null;
  aggregate_rate_bps: number | null;
  start_spread_s: number | null;
  duration_s: { p50: number | null; p95: number | null; max: number | null } | null;
  jain: number | null;
  ok: number;
  failed: number;
  corrupt: number;
}

export interface Items<T> {
  items: T[];
  next: string | null;
}

export interface Managed extends Items<{ name: string; url: string }> {
  acts: { name: string; title: string }[];
}

/** What went wrong, in the collector's own sentence where it gave one. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Counts up when somebody must sign in (again). */
export const signedOut = new Store(0);

export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The collector does not answer. Is weir collect still running?");
  }
  if (answer.ok) return (answer.status === 204 || answer.status === 202 ? undefined : await answer.json()) as T;
  let sentence = `The collector answered ${answer.status}.`;
  try {
    const { error } = (await answer.json()) as { error?: string };
    if (error) sentence = error.charAt(0).toUpperCase() + error.slice(1) + (/[.!?]$/.test(error) ? "" : ".");
  } catch {
    // No JSON: the status has to do.
  }
  if (answer.status === 401) signedOut.set(signedOut.get() + 1);
  throw new Problem(answer.status, sentence);
}

export const api = <T>(path: string, options?: RequestInit): Promise<T> => ask<T>(`api/v1/${path}`, options);

export const send = <T>(path: string, method: "POST" | "PUT", body?: unknown): Promise<T> =>
  api<T>(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });

export interface Asked<T> {
  data: T | null;
  problem: Problem | null;
  isLoading: boolean;
  again: () => void;
}

/** Answers of the last minutes by path, so that going back shows them at once while they are asked anew. */
const known = new Map<string, unknown>();
const MOST_KNOWN = 40;

const QUARTER = 900e3;

/** Whether it is the same question, of a period that time itself has moved on. */
function hasMovedOn(before: string, now: string): boolean {
  const [[name, old], [other, next]] = [before, now].map((path) => [path.split("?")[0], new URLSearchParams(path.split("?")[1])] as const) as [
    readonly [string, URLSearchParams],
    readonly [string, URLSearchParams],
  ];
  if (name !== other || [...old.keys()].join() !== [...next.keys()].join()) return false;
  return [...next].every(([key, value]) => {
    const was = old.get(key)!;
    return value === was || ((key === "from" || key === "to") && Math.abs(Date.parse(value) - Date.parse(was)) <= QUARTER);
  });
}

/** Asks when the path changes, and again each so often; what was known stays while it asks. */
export function useApi<T>(path: string | null, everySeconds = 0): Asked<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; problem: Problem | null }>({ path: null, data: null, problem: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      if (everySeconds > 0 && !abort.signal.aborted) timer = setTimeout(() => setTurn((n) => n + 1), everySeconds * 1000);
    };
    api<T>(path, { signal: abort.signal }).then(
      (data) => {
        known.delete(path);
        known.set(path, data);
        if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
        setState({ path, data, problem: null });
        later();
      },
      (error: unknown) => {
        if (!(error instanceof Problem)) return;
        setState((old) => ({ path, data: old.path === path ? old.data : null, problem: error }));
        // What is not there will not come by asking.
        if (error.status !== 404) later();
      },
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, turn, everySeconds]);
  const isThis = path !== null && state.path !== null && (state.path === path || hasMovedOn(state.path, path));
  return {
    data: isThis && state.data ? state.data : ((path !== null ? (known.get(path) as T | undefined) : undefined) ?? null),
    problem: isThis ? state.problem : null,
    isLoading: path !== null && !isThis,
    again: () => setTurn((n) => n + 1),
  };
}
