// The rows of a view as a table; each opens as its report has it.
import { Severity } from '../../parts/severity.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { shownInWords } from '../../words/explore.ts';
import type { EventRow, Part } from './use-events.ts';
import { addressOf, type View } from './view.ts';

interface EventRowsProps {
  readonly rows: Part<'rows'>;
  readonly view: View;
  readonly total: number | undefined;
  readonly isLoading: boolean;
  readonly more: () => void;
}

export function EventRows({ rows: { fields, rows, next }, view, total, isLoading, more }: EventRowsProps) {
  const columns: Column<EventRow>[] = fields.map((field, at) => ({
    title: field,
    isHead: at === 0,
    isNumber: NUMBERS.has(field),
    cell: ({ report, line, cells }) => {
      const shown = <Value field={field} value={cells[at]!} />;
      if (at > 0) return shown;
      const row = `${report}:${line}`;
      return (
        <a
          href={addressOf({ ...view, row })}
          aria-current={row === view.row ? 'true' : undefined}
          title="The row as its report has it"
        >
          {cells[at] === '' || cells[at] === null ? row : shown}
        </a>
      );
    },
  }));
  return (
    <>
      <div class="wide">
        <Table
          label="Events"
          columns={columns}
          rows={rows}
          keyOf={({ report, line }) => `${report}:${line}`}
        />
      </div>
      <p class="pager">
        <span class="soft">{shownInWords(rows.length, total)}</span>
        {next !== null && (
          <button type="button" disabled={isLoading} onClick={more}>
            Show more
          </button>
        )}
      </p>
    </>
  );
}

/** Fields whose values are read from right to left. */
const NUMBERS: ReadonlySet<string> = new Set(['port', 'dst_port', 'asn', 'dst_asn']);

function Value({ field, value }: { readonly field: string; readonly value: EventRow['cells'][number] }) {
  if (field === 'severity' && value !== '') return <Severity severity={String(value)} />;
  if (value === null || value === '') return null;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return <bdi class={text.length > UNBROKEN ? undefined : 'unbroken'}>{text}</bdi>;
}

/** The most characters of a value that stays on one line: those of a time. */
const UNBROKEN = 20;
