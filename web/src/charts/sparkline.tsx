/** A line without axes; the numbers stand beside it. */
export function Sparkline({ at, values, label, from, to }: { at: number[]; values: (number | null)[]; label: string; from?: number; to?: number }) {
  const [width, height, edge] = [240, 44, 5];
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: no values`} />;
  const [first, last] = [from ?? at[0]!, to ?? at.at(-1)!];
  const most = Math.max(...known);
  const least = Math.min(0, ...known);
  const x = (t: number) => (last > first ? edge + ((t - first) / (last - first)) * (width - 2 * edge) : width / 2);
  const y = (v: number) => height - edge - (most > least ? ((v - least) / (most - least)) * (height - 2 * edge) : height / 2);
  const step = at.length > 1 ? Math.min(...at.slice(1).map((t, i) => t - at[i]!)) : 0;
  let path = "";
  at.forEach((t, i) => {
    const value = values[i];
    if (value === null || value === undefined) return;
    const isGap = path === "" || values[i - 1] === null || t - at[i - 1]! > 2.5 * step;
    path += `${isGap ? "M" : "L"}${x(t).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  const end = values.length - 1;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} />
      {values[end] !== null && <path class="end" d={`M${x(at[end]!)} ${y(values[end]!)}h0.01`} />}
    </svg>
  );
}
