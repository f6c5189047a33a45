// A table, whose rows become cards on narrow screens.
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
  /** The column that names the row. */
  readonly isHead?: boolean;
}

interface TableProps<Row> {
  /** What the rows are, for people who do not see the heading. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}

/** Stated because browsers forget the roles of a table that is shown as cards. */
const ROLES = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHead: { role: 'columnheader' },
  rowHead: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <table class="table" aria-label={label} {...ROLES.table}>
      <thead {...ROLES.group}>
        <tr {...ROLES.row}>
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" {...ROLES.columnHead} class={isNumber ? 'is-number' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...ROLES.group}>
        {rows.map((row) => (
          <tr key={keyOf(row)} {...ROLES.row}>
            {columns.map((column) => (
              <Cell key={column.title} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { title, cell, isNumber, isHead } = column;
  const shared = { 'data-title': title, class: isNumber ? 'is-number' : undefined };
  return isHead ? (
    <th {...shared} scope="row" {...ROLES.rowHead}>
      {cell(row)}
    </th>
  ) : (
    <td {...shared} {...ROLES.cell}>
      {cell(row)}
    </td>
  );
}
