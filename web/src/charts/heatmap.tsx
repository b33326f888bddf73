import { useState } from "preact/hooks";
import type { HeatCell } from "../api";
import { METRICS, pad, pValue, type Metric } from "../format";
import { Figure } from "../parts/figure";
import { Term } from "../parts/basics";
import { useDark, useZone } from "../parts/settings";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** From good to bad; cividis, which looks the same to all kinds of eyes and in grey. */
const SCALE = ["#00224e", "#213b6e", "#4c556c", "#6c6e72", "#8e8978", "#b2a570", "#d9c55c", "#fee838"];

export function Heatmap({ cells, metric, tools }: { cells: HeatCell[]; metric: Metric; tools: preact.ComponentChildren }) {
  const [at, setAt] = useState<number | null>(null);
  const dark = useDark();
  const zone = useZone();
  const { format, name, better } = METRICS[metric];
  const known = cells.filter((cell) => cell.enough && cell.median !== null).map((cell) => cell.median!);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const badness = (value: number) => (most === least ? 0 : better === "more" ? (most - value) / (most - least) : (value - least) / (most - least));
  const color = (value: number) => {
    const i = Math.round(badness(value) * (SCALE.length - 1));
    return SCALE[dark ? i : SCALE.length - 1 - i]!;
  };
  const ordered = DAYS.flatMap((day) => Array.from({ length: 24 }, (_, hour) => cells.find((cell) => cell.day === day && cell.hour === hour)));
  const tell = (cell: HeatCell) =>
    `${capital(cell.day)} ${pad(cell.hour)}:00: ${cell.median === null ? "nothing measured" : `median ${format(cell.median)}`}, ${cell.n} ${cell.n === 1 ? "week" : "weeks"}${
      cell.worse ? `, significantly worse (${pValue(cell.p_value)})` : ""
    }${cell.enough ? "" : ", not enough data"}`;
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((old) => Math.max(0, Math.min(167, (old ?? 0) + (old === null ? 0 : step))));
  };
  return (
    <Figure
      title={`${name} by hour of the week`}
      note={`median, on the clocks of ${zone}`}
      file={`weir-heatmap-${metric}`}
      tools={tools}
      rows={cells}
      rowKey={(cell) => `${cell.day} ${cell.hour}`}
      columns={[
        { key: "day", head: "day", value: (cell) => cell.day },
        { key: "hour", head: "hour", value: (cell) => cell.hour, cell: (cell) => `${pad(cell.hour)}:00`, isNumber: true },
        { key: `median_${metric}`, head: "median", value: (cell) => cell.median, cell: (cell) => format(cell.median), isNumber: true },
        { key: "weeks", head: <Term of="weeks" />, value: (cell) => cell.n, isNumber: true },
        { key: "exposure_h", head: "hours", value: (cell) => cell.exposure_h, isNumber: true },
        { key: "p_value", head: "p", value: (cell) => cell.p_value, isNumber: true },
        { key: "worse", head: <Term of="significant" />, value: (cell) => (cell.worse ? "yes" : "no") },
        { key: "enough", head: "enough data", value: (cell) => (cell.enough ? "yes" : "no") },
      ]}
    >
      <div class="heat" role="img" tabIndex={0} onKeyDown={move} aria-label={`${name} by hour of the week; ${cells.filter((cell) => cell.worse).length} hours are significantly worse. Arrow keys read the cells.`} onMouseLeave={() => setAt(null)}>
        <span />
        {Array.from({ length: 24 }, (_, hour) => (
          <span key={hour} class="head">
            {hour % 3 === 0 ? pad(hour) : ""}
          </span>
        ))}
        {DAYS.map((day, row) => [
          <span key={day} class="day">
            {capital(day).slice(0, 3)}
          </span>,
          ...Array.from({ length: 24 }, (_, hour) => {
            const i = row * 24 + hour;
            const cell = ordered[i];
            const isKnown = cell?.enough && cell.median !== null;
            return (
              <span
                key={i}
                class={`cell${isKnown ? "" : " hatched"}${cell?.worse ? " worse" : ""}${at === i ? " at" : ""}`}
                style={isKnown ? { background: color(cell!.median!) } : {}}
                onMouseEnter={() => setAt(i)}
              />
            );
          }),
        ])}
      </div>
      <p class="reading" aria-live="polite">
        {at !== null && ordered[at] ? tell(ordered[at]!) : "Hatched: not enough data. Framed: significantly worse than the other hours."}
      </p>
      {known.length > 0 && (
        <p class="scale">
          {format(better === "more" ? most : least)} (best)
          <span class="ramp" style={{ background: `linear-gradient(90deg, ${(dark ? SCALE : [...SCALE].reverse()).join(",")})` }} />
          {format(better === "more" ? least : most)} (worst)
        </p>
      )}
    </Figure>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
