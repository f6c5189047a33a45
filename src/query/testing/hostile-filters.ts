// Generates filters for every field and operator with values from the generated reports.
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import { API_FIELDS } from '../language/fields.js';
import type { PlainRow } from './plain-filter.js';

/** The `query` of a query: its values, field by field. */
export type Filters = Readonly<Record<string, readonly string[]>>;

type Pick = <T>(from: readonly T[]) => T;

const NUMBERS = /^(dst_)?(port|asn)$/;
const ADDRESSES = /^(dst_)?ip$/;

/** Every existing field: those of the query help, typed and derived ones, and columns of reports. */
export function allFields(): string[] {
  const typed = EVENT_COLUMNS.map(({ name }) => name);
  const others = [
    'type',
    'date',
    'list',
    'cve',
    'subject',
    'original.port',
    'original.tag',
    'original.timestamp',
  ];
  const columns = [
    'src_ip',
    'src_port',
    'sysdesc',
    'vulnerability_id',
    'http_agent',
    'ip#',
    'username',
    'detail',
  ];
  return [...new Set([...API_FIELDS, ...typed, ...others, ...columns])];
}

/** Some filters for each field, made from values in the store. */
export function filtersOf(rows: readonly PlainRow[], random: (below: number) => number): Filters[] {
  const pick = <T>(from: readonly T[]) => from[random(from.length)]!;
  return allFields().flatMap((field) => {
    const value = () => drawValue(rows, field, pick);
    const single = [0, 1, 2].map(() => ({ [field]: [value()] }));
    if (field === 'require') return single;
    const marked = [`!${value()}`, `|${value()}`, `&${value()}`, `-${value()}`].map((each) => ({
      [field]: [each],
    }));
    const several = [
      { [field]: [value(), value(), `!${value()}`] },
      { [field]: [value()], severity: ['>=medium'] },
    ];
    return [...single, ...marked, ...several, ...special(field, value, pick)];
  });
}

function drawValue(rows: readonly PlainRow[], field: string, pick: Pick): string {
  if (field === 'require')
    return pick(['tag', 'port', 'ip', 'timestamp', 'hostname', 'cve', 'subject', 'detail', 'tld']);
  if (field === 'type')
    return pick(['scan-ntp', 'ntp', 'honeypot', 'scan', 'other', 'novel_kind', 'Scan6_SSH']);
  if (field === 'date')
    return pick(['2026-01-15', '2026-01-15:2026-01-16', 'now', '-2:now', '2026-01-17:now']);
  if (field === 'timestamp')
    return pick([
      '2026-01-15',
      '2026-01-15 07:30:01',
      '2026-01-16T23:59:59Z',
      '2026-01-15:2026-01-16',
      '-3:now',
    ]);
  if (field === 'severity') return pick(['high', 'low', 'info:medium', 'Critical', 'medium']);
  if (field === 'list') return pick(rows).list;
  if (field === 'cve') return pick(['CVE-2020-0001', 'cve-2021-44228', 'CVE-2019-*', 'none']);
  if (field === 'tld') return pick(['example', 'COM', 'net', 'localhost']);
  if (field === 'text')
    return pick(['a', 'UPPER', '%', '\\', "'", 'Ü', '0', '1', 'example', 'not-an', ';', '日']);
  if (NUMBERS.test(field))
    return pick(['80', '080', '0', '443', 'AS64497', '64496', '1:1023', '0:80', '65535', '4294967295']);
  if (ADDRESSES.test(field))
    return pick([
      '192.0.2.1',
      '192.0.2.0/25',
      '::/0',
      '0.0.0.0/0',
      '2001:db8::/32',
      '2001:db8::2',
      '203.0.113.255/32',
    ]);
  const cells = rows.flatMap((row) => cellOf(row, field));
  return cells.length === 0 ? pick(['x', '']) : pick(cells);
}

function cellOf(row: PlainRow, field: string): string[] {
  const names = EVENT_COLUMNS.find(({ name }) => name === field)?.from ?? [field.replace('original.', '')];
  const index = row.header.findIndex((name) => names.includes(name.toLowerCase()));
  // A hostile text may begin with an operator that the field does not support, so such texts are queried literally.
  return index < 0 ? [] : [row.cells[index]!.replace(/^(?=[|&!-]?[<>=])/, '=')];
}

function special(field: string, value: () => string, pick: Pick): Filters[] {
  const bounds = (of: () => string) => [
    [`>=${of()}`],
    [`<=${of()}`],
    [`!>=${of()}`],
    [`>=${of()}`, `<=${of()}`],
  ];
  const make = (lists: string[][]) => lists.map((values) => ({ [field]: values }));
  if (NUMBERS.test(field)) return make(bounds(() => pick(['0', '1', '80', '443', '64497'])));
  if (field === 'severity') return make(bounds(() => pick(['low', 'medium', 'high'])));
  if (field === 'date' || field === 'timestamp') return make(bounds(() => pick(['2026-01-16', 'now'])));
  if (/hostname$|^domain$|^subject$/.test(field))
    return make([['*.example'], ['x_y.*'], ['?.example'], ['=b*.example'], ['*%*'], ['*'], ['']]);
  if (field === 'subject') return make([['192.0.2.0/24'], ['2001:db8::/32'], ['=not-an-ip']]);
  if (field === 'tag') return make([['*t*'], ['=a'], ['50%'], ['']]);
  if (['type', 'cve', 'tld', 'text', 'subject', 'list'].includes(field)) return [];
  if (ADDRESSES.test(field)) return make([['']]);
  return make([[`=${value().replace(/^=/, '')}`], [''], ['>=5'], ['<=12.5', '>=-3']]);
}
