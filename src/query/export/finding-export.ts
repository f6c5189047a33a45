// Exports the findings that match a filter: defines the columns of a row, and the division into files.
import { LEASE_DEVICE } from '../../domain/lease-device.js';
import {
  type FindingFilter,
  type RunOptions,
  type ScopedFileWriter,
  type ScopedStore,
  SHOWN_ID,
} from '../../store/index.js';
import { SHOWN_SUBJECT } from '../findings/shown-subject.js';
import type { Division, ExportBy, ExportColumn } from './export-rows.js';
import { type ExportAnswer, type ExportTarget, FileExport } from './file-export.js';

export interface FindingExportRequest extends ExportTarget {
  readonly filter: FindingFilter;
}

const text = (title: string, sql = `toString(${title})`): ExportColumn => ({ title, sql, kind: 'text' });
const number = (title: string, sql = title): ExportColumn => ({ title, sql, kind: 'number' });
const words = (title: string): ExportColumn => ({
  title,
  sql: `CAST(${title} AS Array(String))`,
  kind: 'words',
});
/** A missing port or autonomous system is stored as 0. */
const orNull = (title: string) => number(title, `nullIf(${title}, 0)`);
const severity = (title: string) => text(title, `if(${title} = 'none', '', toString(${title}))`);

const COLUMNS: readonly ExportColumn[] = [
  text('id', SHOWN_ID),
  text('type', 'toString(report_type)'),
  text('subject', SHOWN_SUBJECT),
  orNull('port'),
  text('transport'),
  text('infection'),
  severity('severity'),
  severity('highest_severity'),
  text('first_seen'),
  text('last_seen'),
  number('days'),
  number('events'),
  text('hostname'),
  orNull('asn'),
  ...['geo', 'city', 'sector', 'device_vendor', 'device_type', 'device_model'].map((title) => text(title)),
  words('tags'),
  words('cves'),
  text('list'),
  number('report', 'load'),
];

/** Division by date uses the day on which a finding was last seen. */
const DIVISIONS: Readonly<Record<ExportBy, Division>> = {
  date: { value: 'toString(last_seen)', is: 'last_seen = toDate(VALUE)' },
  geo: { value: 'upper(toString(geo))', is: 'upper(toString(geo)) = VALUE' },
  type: { value: 'toString(report_type)', is: 'report_type = VALUE' },
  asn: { value: "if(asn = 0, '', toString(asn))", is: 'asn = toUInt32OrZero(VALUE)' },
};

/** Writes the findings of a scope to files. @throws SundialError those of {@link FileExport.write} */
export async function exportFindings(
  { findings, statements }: ScopedStore,
  writer: ScopedFileWriter,
  request: FindingExportRequest,
  options: RunOptions = {},
): Promise<ExportAnswer> {
  const { filter, by } = request;
  const { from, where, values } = findings.source(filter);
  const rows = {
    columns: [
      ...COLUMNS,
      ...(findings.namesDevices ? [text(LEASE_DEVICE)] : []),
      ...(filter.gone ? [number('missed')] : []),
    ],
    from: `(${from}) AS e WHERE (${where})`,
    values,
    division: by && DIVISIONS[by],
  };
  return { ...(await new FileExport(statements, writer, rows, request, options).write()), notes: [] };
}
