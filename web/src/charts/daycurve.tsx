import { elevation } from "../format";

/** The day's quarters above the day's floor, with the congested windows behind. */
export function DayCurve({ values, windows, metric }: { values: (number | null)[]; windows: { from: string; to: string }[]; metric: string }) {
  const [width, height, left, bottom] = [640, 130, 92, 20];
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return null;
  const most = Math.max(...known, 1e-9);
  const x = (quarter: number) => left + (quarter / values.length) * (width - left - 6);
  const y = (value: number) => 8 + (1 - Math.max(0, value) / most) * (height - bottom - 8);
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  let path = "";
  values.forEach((value, i) => {
    if (value !== null) path += `${path === "" || values[i - 1] === null ? "M" : "L"}${x(i + 0.5).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  const shades = windows.flatMap(({ from, to }) => {
    const [a, b] = [(minutes(from) / 1440) * values.length, (minutes(to) / 1440) * values.length];
    return a < b ? [[a, b]] : [[a, values.length], [0, b]];
  });
  return (
    <svg class="daycurve" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`What each quarter of the day is above the day's good hours; at most ${elevation(metric, most)}`}>
      {shades.map(([a, b]) => (
        <rect key={a} class="window" x={x(a!)} width={x(b!) - x(a!)} y={8} height={height - bottom - 8} />
      ))}
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line class="grid" x1={left} x2={width - 6} y1={y(share * most)} y2={y(share * most)} />
          <text x={left - 6} y={y(share * most) + 4} text-anchor="end">
            {share === 0 ? "good hours" : elevation(metric, share * most)}
          </text>
        </g>
      ))}
      {[0, 6, 12, 18, 24].map((hour) => (
        <text key={hour} x={x((hour / 24) * values.length)} y={height - 5} text-anchor={hour === 24 ? "end" : "middle"}>
          {String(hour).padStart(2, "0")}:00
        </text>
      ))}
      <path d={path} />
    </svg>
  );
}
