// Numbers and times as people read them: with their unit, with their zone, never a bare number.

const PREFIXES = ["", "k", "M", "G", "T", "P"];
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export const UNKNOWN = "–";

function digits(value: number): string {
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Decimal, as network rates are. */
export function rate(bitsPerSecond: number | null | undefined): string {
  if (bitsPerSecond === null || bitsPerSecond === undefined || !Number.isFinite(bitsPerSecond)) return UNKNOWN;
  let [value, i] = [bitsPerSecond, 0];
  while (Math.abs(value) >= 1000 && i < PREFIXES.length - 1) [value, i] = [value / 1000, i + 1];
  return `${i === 0 ? value.toFixed(0) : digits(value)} ${PREFIXES[i]}bit/s`;
}

/** Binary, as files are. */
export function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined || !Number.isFinite(count)) return UNKNOWN;
  let [value, i] = [count, 0];
  while (Math.abs(value) >= 1024 && i < BINARY.length - 1) [value, i] = [value / 1024, i + 1];
  return `${i === 0 ? value.toFixed(0) : digits(value)} ${BINARY[i]}`;
}

export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 1e-3) return `${digits(value * 1e6)} µs`;
  if (size < 1) return `${digits(value * 1e3)} ms`;
  if (size < 120) return `${digits(value)} s`;
  if (size < 7200) return `${Math.round(value / 60)} min`;
  return size < 172800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86400)} days`;
}

export function share(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return UNKNOWN;
  const percent = ratio * 100;
  return `${percent === 0 || Math.abs(percent) >= 10 ? percent.toFixed(0) : Number(percent.toPrecision(2))} %`;
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : value.toLocaleString("en-US").replaceAll(",", "\u202f");
}

export function pValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return value < 0.0001 ? "p < 0.0001" : `p = ${Number(value.toPrecision(2))}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" })));
  return made;
}

const DAY = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;

function parts(at: Date, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  return Object.fromEntries(formatter(zone, options).formatToParts(at).map((part) => [part.type, part.value]));
}

/** `2026-11-26 04:15 CET`: a time without its zone is no time. */
export function time(at: string | number | Date | null | undefined, zone: string, withSeconds = false): string {
  if (at === null || at === undefined) return UNKNOWN;
  const date = at instanceof Date ? at : new Date(at);
  if (Number.isNaN(date.getTime())) return UNKNOWN;
  const p = parts(date, zone, {
    ...DAY,
    ...MINUTE,
    ...(withSeconds ? { second: "2-digit" } : {}),
    timeZoneName: "short",
  });
  return `${p["year"]}-${p["month"]}-${p["day"]} ${p["hour"]}:${p["minute"]}${withSeconds ? `:${p["second"]}` : ""} ${p["timeZoneName"]}`;
}

/** `2026-11-25 04:15 – 2026-11-26 04:15`, where the zone stands beside; whole days without the time. */
export function span(period: { from: number | null; to: number | null }, zone: string): string {
  const ends = [period.from, period.to].map((at) => time(at, zone).slice(0, 16));
  const isDays = (period.to ?? 0) - (period.from ?? 0) >= 2 * 86400e3;
  return ends.map((end) => (isDays ? end.slice(0, 10) : end)).join(" – ");
}

/** `04:15:09`, where the zone stands beside. */
export function clock(at: string | number | Date, zone: string): string {
  const p = parts(new Date(at), zone, { ...MINUTE, second: "2-digit" });
  return `${p["hour"]}:${p["minute"]}:${p["second"]}`;
}

/** Marks of an axis: times where they are close, days where they are not; the zone stands below the chart. */
export function axisTimes(splits: number[], zone: string): string[] {
  const step = splits.length > 1 ? splits[1]! - splits[0]! : 3600;
  let [day, last] = ["", ""];
  return splits.map((at) => {
    const p = parts(new Date(at * 1000), zone, { ...DAY, ...MINUTE, second: "2-digit" });
    const today = `${p["month"]}-${p["day"]}`;
    if (step >= 86400) return today;
    const shown = step < 60 ? `${p["hour"]}:${p["minute"]}:${p["second"]}` : `${p["hour"]}:${p["minute"]}`;
    const text = today === day || step < 60 ? shown : `${shown}\n${today}`;
    day = today;
    // Marks of parts of a second would say the same twice.
    if (text === last) return "";
    last = text;
    return text;
  });
}

/** `1 download`, `2 downloads`. */
export function counted(of: number, word: string): string {
  return `${count(of)} ${word}${of === 1 ? "" : "s"}`;
}

export function ago(at: string | number | null | undefined, now: number): string {
  if (at === null || at === undefined) return "never";
  const past = (now - new Date(at).getTime()) / 1000;
  if (past < -5) return `in ${seconds(-past)}`;
  return past < 2 ? "just now" : `${seconds(Math.round(past))} ago`;
}

export function hour(of: number | null): string {
  return of === null ? UNKNOWN : `${pad(of)}:00–${pad((of + 1) % 24)}:00`;
}

export function pad(value: number): string {
  return String(value).padStart(2, "0");
}

export type Metric = "throughput_bps" | "rtt_s" | "loss_ratio" | "response_s" | "jitter_s";

export const METRICS: Record<Metric, { name: string; format: (value: number | null | undefined) => string; better: "more" | "less" }> = {
  throughput_bps: { name: "Speed of downloads", format: rate, better: "more" },
  rtt_s: { name: "Round-trip time", format: seconds, better: "less" },
  loss_ratio: { name: "Packet loss", format: share, better: "less" },
  response_s: { name: "Response time", format: seconds, better: "less" },
  jitter_s: { name: "Jitter", format: seconds, better: "less" },
};

/** A step above the good hours, in the words of the analysis. */
export function elevation(metric: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  switch (metric) {
    case "throughput_bps":
      return `${share(value)} slower`;
    case "response_s":
      return `${share(value)} longer`;
    case "loss_ratio":
      return `${share(value)} more lost`;
    default:
      return `${seconds(value)} more`;
  }
}

/** The last part of a URL, or the text itself. */
export function fileOf(url: string): string {
  const path = url.split(/[?#]/)[0]!.replace(/\/+$/, "");
  const last = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last) || url;
  } catch {
    return last || url;
  }
}

/** Host and port of a URL, or the text itself. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}
