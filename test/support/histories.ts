// Generates random histories of reports with few values, so that findings recur.

import fc from 'fast-check';
import { addDays } from '../../src/domain/days.js';

const HEADERS: Readonly<Record<string, string>> = {
  scan_ntp: 'timestamp,severity,ip,protocol,port,hostname,tag',
  event4_sinkhole: 'timestamp,severity,src_ip,protocol,src_port,infection,tag',
  brand_new: 'timestamp,severity,ip,protocol,port,hostname,tag',
};
const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical', ''];

const rowOf = fc.record({
  host: fc.integer({ min: 1, max: 3 }),
  port: fc.constantFrom(123, 124),
  second: fc.integer({ min: 0, max: 59 }),
  severity: fc.constantFrom(...SEVERITIES),
  word: fc.constantFrom('', 'mirai', 'TCP', 'tcp'),
  tag: fc.constantFrom('', 'iot', 'iot;vpn', 'cve-2026-1234'),
});

/** A report, a repetition of an earlier one, or a restart. */
export const ORDINARY_STEPS = [
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      type: fc.constantFrom(...Object.keys(HEADERS)),
      list: fc.constantFrom('north', 'south'),
      // Mostly the same day or the next, as usual; sometimes an earlier day, or an earlier report again.
      move: fc.constantFrom(0, 0, 0, 1, 1, -1),
      rows: fc.array(rowOf, { maxLength: 10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replay' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
] as const;

type Row = typeof rowOf extends fc.Arbitrary<infer T> ? T : never;

/** The report's text. */
export function reportText(type: string, rows: readonly Row[]): string {
  const line = ({ host, port, second, severity, word, tag }: Row) => {
    const time = `2026-03-01 00:00:${String(second).padStart(2, '0')}`;
    const [protocol, named] = type === 'event4_sinkhole' ? ['tcp', word] : [word, `host${host}`];
    return [time, severity, `192.0.2.${host}`, protocol, port, named, tag].join(',');
  };
  return `${[HEADERS[type], ...rows.map(line)].join('\n')}\n`;
}

/** A day of the history as a report date. */
export function dateOf(day: number): string {
  return addDays('2026-03-01', day - 1);
}
