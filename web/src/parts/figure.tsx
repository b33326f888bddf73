import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { csvOf, DataTable, download, type ColumnOf } from "./table";
import { Term } from "./basics";
import type { Word } from "./words";

interface FigureProps<T> {
  title: string;
  define?: Word;
  /** The unit, and what else stands small beside the title. */
  note?: ComponentChildren;
  columns: ColumnOf<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  tools?: ComponentChildren;
  children: ComponentChildren;
  file: string;
}

/** A chart with its twin: the same numbers as a table, and as CSV. */
export function Figure<T>({ title, define, note, columns, rows, rowKey, tools, children, file }: FigureProps<T>) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <section class="card figure" aria-labelledby={id}>
      <header>
        <h3 id={id}>{define ? <Term of={define}>{title}</Term> : title}</h3>
        {note && <span class="note">{note}</span>}
        <span class="tools">
          {tools}
          <button type="button" class="quiet" aria-pressed={isTable} aria-label={`${title} as a table`} onClick={() => setTable(!isTable)}>
            Table
          </button>
          <button type="button" class="quiet" aria-label={`${title} as CSV`} onClick={() => download(`${file}.csv`, csvOf(columns, rows))}>
            CSV
          </button>
        </span>
      </header>
      {isTable ? <DataTable caption={title} isCaptionHidden columns={columns} rows={rows} rowKey={rowKey} limit={200} /> : children}
    </section>
  );
}
