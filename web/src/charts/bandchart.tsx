import type { Band } from "../api";
import { METRICS, UNKNOWN, type Metric } from "../format";
import { Figure } from "../parts/figure";
import { usePalette, useZone } from "../parts/settings";
import type { ColumnOf } from "../parts/table";
import { change, type Period } from "../view";
import { Empty } from "../parts/basics";
import { stepTime, TimeChart } from "./timechart";

const TOPS: Partial<Record<Metric, number>> = { loss_ratio: 0.01, rtt_s: 0.002, response_s: 0.002 };

/** The zoom that a link keeps. */
export const zoomTo = (from: number, to: number) =>
  change({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), period: null }, true);

/** Back to the period that was chosen before. */
export const zoomOut = () => change({ from: null, to: null }, true);

export function BandChart({ band, metric, period, title }: { band: Band | undefined; metric: Metric; period: Period; title?: string }) {
  const palette = usePalette();
  const zone = useZone();
  const { name, format } = METRICS[metric];
  const heading = title ?? name;
  if (!band)
    return (
      <section class="card figure">
        <header>
          <h3>{heading}</h3>
        </header>
        <Empty title={`No ${name.toLowerCase()} in this period`}>
          <p>{metric === "throughput_bps" || metric === "response_s" ? "It comes from downloads: weir get, weir load or weir agent with a file." : "It comes from probes: weir probe, or weir agent with a HOST:PORT."}</p>
        </Empty>
      </section>
    );
  const isLoss = metric === "loss_ratio";
  const edge = (values: (number | null)[], label: string) => ({ name: label, values, color: palette.accent, isEdge: true });
  const lines = [
    ...(isLoss ? [] : [edge(band.p95, "p95"), edge(band.p05, "p05"), edge(band.p75, "p75"), edge(band.p25, "p25")]),
    { name: "median", values: band.p50, color: isLoss ? palette.bad : palette.accent, isPoints: band.at_unix_s.length < 60 },
  ];
  const bands = isLoss
    ? []
    : [
        { edges: [0, 1] as [number, number], fill: palette.accentFaint },
        { edges: [2, 3] as [number, number], fill: palette.accentSoft },
      ];
  const rows = band.at_unix_s.map((at, i) => ({ at, i }));
  const numbers = isLoss ? (["p50"] as const) : (["p50", "min", "p05", "p25", "p75", "p95", "max"] as const);
  const column = (key: (typeof numbers)[number]): ColumnOf<{ at: number; i: number }> => ({
    key: isLoss ? "loss_ratio" : key,
    head: isLoss ? "lost" : key === "p50" ? "median" : key,
    value: (row) => band[key][row.i],
    cell: (row) => format(band[key][row.i]),
    isNumber: true,
  });
  return (
    <Figure
      title={heading}
      define={isLoss ? "packet loss" : metric === "throughput_bps" ? "throughput" : metric === "rtt_s" ? "round-trip time" : "response time"}
      note={isLoss ? "share of packets" : "median, quartiles and 5–95 %"}
      file={`weir-${metric}`}
      rows={rows}
      rowKey={(row) => String(row.at)}
      columns={[
        { key: "at", head: "begins", value: (row) => new Date(row.at * 1000).toISOString(), cell: (row) => stepTime(row.at, zone) },
        { key: "n", head: isLoss ? "packets" : "values", value: (row) => band.n[row.i], isNumber: true },
        ...numbers.map(column),
      ]}
    >
      <TimeChart
        label={`${heading} over time, ${rows.length} steps`}
        at={band.at_unix_s}
        lines={lines}
        bands={bands}
        format={format}
        from={period.from}
        to={period.to ?? Date.now()}
        sync="target"
        onZoom={zoomTo}
        onReset={zoomOut}
        leastTop={TOPS[metric]}
        tell={(i) =>
          `${stepTime(band.at_unix_s[i]!, zone)}: ${isLoss ? "" : "median "}${format(band.p50[i])}${
            isLoss
              ? ` lost of ${band.n[i]} packets`
              : `, half within ${band.p25[i] === null ? UNKNOWN : `${format(band.p25[i])} to ${format(band.p75[i])}`}, ${band.n[i]} values`
          }`
        }
      />
    </Figure>
  );
}
