import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface ColumnOf<T> {
  key: string;
  head: ComponentChildren;
  /** What is sorted by and what CSV has: the number itself, in the unit of the key. */
  value: (row: T) => string | number | null | undefined;
  cell?: (row: T) => ComponentChildren;
  isNumber?: boolean;
}

interface TableProps<T> {
  caption: string;
  columns: ColumnOf<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Rows beyond it come by a button. */
  limit?: number;
  isCaptionHidden?: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

export function DataTable<T>({ caption, columns, rows, rowKey, limit = 50, isCaptionHidden = false }: TableProps<T>) {
  const [sort, setSort] = useState<{ key: string; isDown: boolean } | null>(null);
  const [shown, setShown] = useState(limit);
  const column = sort && columns.find((one) => one.key === sort.key);
  const sorted = column ? [...rows].sort((a, b) => compare(column.value(a), column.value(b)) * (sort.isDown ? -1 : 1)) : rows;
  return (
    <div class="table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class={isCaptionHidden ? "hidden" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((one) => (
              <th
                key={one.key}
                scope="col"
                class={one.isNumber ? "number" : undefined}
                aria-sort={sort?.key === one.key ? (sort.isDown ? "descending" : "ascending") : "none"}
              >
                <button type="button" class="sort" onClick={() => setSort({ key: one.key, isDown: sort?.key === one.key ? !sort.isDown : !!one.isNumber })}>
                  {one.head}
                  <span aria-hidden="true" class="arrow">
                    {sort?.key === one.key ? (sort.isDown ? " ↓" : " ↑") : ""}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((one) => (
                <td key={one.key} class={one.isNumber ? "number" : isShort(one.value(row)) ? "short" : undefined} data-key={one.key} data-value={one.value(row) ?? ""}>
                  {one.cell ? one.cell(row) : <Text>{one.value(row)}</Text>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown && (
        <button type="button" class="quiet more" onClick={() => setShown(shown + 200)}>
          Show {Math.min(200, sorted.length - shown)} more of {sorted.length}
        </button>
      )}
    </div>
  );
}

/** What breaks nowhere, so that a name like agent-1 stays one. */
const isShort = (value: string | number | null | undefined) => typeof value !== "string" || value.length <= 20;

/** A long text is cut for the eye alone: it is all there on hover, and for whoever copies it. */
function Text({ children }: { children: string | number | null | undefined }) {
  return typeof children === "string" && children.length > 160 ? (
    <span class="clip" title={children}>
      {children}
    </span>
  ) : (
    <>{children ?? "–"}</>
  );
}

function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvOf<T>(columns: ColumnOf<T>[], rows: T[]): string {
  const line = (fields: (string | number | null | undefined)[]) => fields.map(field).join(",") + "\r\n";
  return line(columns.map((one) => one.key)) + rows.map((row) => line(columns.map((one) => one.value(row)))).join("");
}

function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
