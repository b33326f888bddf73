// What is looked at, and how: all of it stands in the address, so that a link shows the same to somebody else.
import { useSyncExternalStore } from "./store";
import { Store } from "./store";

export const PAGES = ["overview", "target", "congestion", "transfers", "runs", "lab"] as const;
export type Page = (typeof PAGES)[number];

export interface View {
  page: Page;
  params: Record<string, string>;
}

export const PERIODS: Record<string, { name: string; milliseconds: number | null }> = {
  "1h": { name: "1 hour", milliseconds: 3600e3 },
  "1d": { name: "1 day", milliseconds: 86400e3 },
  "7d": { name: "7 days", milliseconds: 7 * 86400e3 },
  "30d": { name: "30 days", milliseconds: 30 * 86400e3 },
  "90d": { name: "90 days", milliseconds: 90 * 86400e3 },
  all: { name: "Everything", milliseconds: null },
};

const DEFAULT_PERIOD = "30d";
const QUARTER = 900e3;
export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** What goes along from page to page. */
const KEPT = ["period", "from", "to", "tz"];

function read(): View {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const page = (PAGES as readonly string[]).includes(path) ? (path as Page) : "overview";
  return { page, params: Object.fromEntries(new URLSearchParams(query)) };
}

const view = new Store<View>(read());
addEventListener("hashchange", () => view.set(read()));

export const useView = (): View => useSyncExternalStore(view);

/** The address of a page with these parameters; period and zone go along. */
export function linkTo(page: Page, params: Record<string, string | null> = {}): string {
  const kept = Object.fromEntries(KEPT.flatMap((key) => (view.get().params[key] ? [[key, view.get().params[key]!]] : [])));
  return address(page, { ...kept, ...params });
}

/** Changes parameters of this page; null takes one out. */
export function change(params: Record<string, string | null>, isStep = false): void {
  const now = view.get();
  const next = address(now.page, { ...now.params, ...params });
  if (isStep) location.hash = next;
  else {
    history.replaceState(null, "", next);
    view.set(read());
  }
}

function address(page: Page, params: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) query.set(key, value);
  const text = query.toString();
  return `#/${page}${text ? `?${text}` : ""}`;
}

export interface Period {
  /** Milliseconds; null for the beginning of all. */
  from: number | null;
  to: number | null;
  /** Of the choices; null when it was dragged. */
  key: string | null;
}

export function periodOf(params: Record<string, string>, now: number): Period {
  const [from, to] = [Date.parse(params["from"] ?? ""), Date.parse(params["to"] ?? "")];
  if (!Number.isNaN(from) && !Number.isNaN(to) && from < to) return { from, to, key: null };
  const key = params["period"] && PERIODS[params["period"]] ? params["period"] : DEFAULT_PERIOD;
  const length = PERIODS[key]!.milliseconds;
  // On the quarter: the same question for a while, and the sums are of quarters anyway.
  return { from: length === null ? null : Math.floor((now - length) / QUARTER) * QUARTER, to: null, key };
}

/**
 * The period up to the last whole quarter: verdicts of it stay the same until the next one, so that the collector computes
 * them once for all who look. A short period is taken as it is.
 */
export function settled(period: Period, now = Date.now()): Period {
  if (period.to !== null || (period.from !== null && now - period.from < 2 * 86400e3)) return period;
  return { ...period, to: Math.floor(now / QUARTER) * QUARTER };
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const zoneOf = (params: Record<string, string>): string =>
  params["tz"] && isZone(params["tz"]) ? params["tz"] : browserZone;

/** The parameters of a question about a period. */
export function asked(period: Period, zone: string, more: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams();
  if (period.from !== null) query.set("from", new Date(period.from).toISOString());
  if (period.to !== null) query.set("to", new Date(period.to).toISOString());
  query.set("tz", zone);
  for (const [key, value] of Object.entries(more)) if (value) query.set(key, value);
  return query.toString();
}
