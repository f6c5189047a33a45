// The reports of the contract test of outputs, and what is stored after they were loaded.
import { report, reportFile } from '../../../test/support/reports.js';
import type { Given } from '../../../test/support/world.js';
import { type Constituent, EMPTY } from '../../constituents/constituent.js';

const DAY = '2026-01-15';

/** What a field would end with in CEF, syslog, tables of markdown and lines of JSON, and what would follow it there. */
export const FORGED = '|x\\|=y src=198.51.100.66\n<13>1 - forged\n{"forged":1}\n| [x](javascript:x) <b> \\';

/** Names and values that break formats: formulas, keys of databases, control characters, bytes that are not UTF-8. */
const HOSTILE = Buffer.concat([
  Buffer.from('timestamp,ip,port,$where,a.b,__proto__,=1+1,banner,http_agent,forged,nul,bytes,surrogate\n'),
  Buffer.from(
    '2026-01-15 00:00:01,192.0.2.1,1,$gt,a.b.c,{},"=cmd|\'/c calc\'!A1","a ""quoted""\r\nline\t\u2028",',
  ),
  // In a column that formats have a place for, and in one that they do not know.
  Buffer.from(`"${FORGED.replaceAll('"', '""')}",`.repeat(2)),
  Buffer.from([0x78, 0x00, 0x79]),
  Buffer.from(',caf'),
  Buffer.from([0xe9, 0xff]),
  Buffer.from(','),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from('\n2026-01-15 00:00:02,192.0.2.2,2,,,,@x,+1,,,,,\n'),
]);

/** Rows of hosts with these markings. */
function markedWith(markings: readonly string[]): string {
  const rows = markings.map((marking, at) => `2026-01-15 00:00:01,192.0.2.${at + 1},1,${marking}`);
  return ['timestamp,ip,port,tlp', ...rows, ''].join('\n');
}

/** A row as large as the largest that a document database takes. */
const LARGE = `timestamp,ip,port,banner\n2026-01-15 00:00:01,192.0.2.3,3,${'a'.repeat(15 * 1024 * 1024)}\n`;

const given = (
  type: string,
  list: string,
  content: string | Buffer | readonly number[],
  date = DAY,
): Given => ({
  name: reportFile(list, date, type),
  content: typeof content === 'string' || Buffer.isBuffer(content) ? content : report(content),
});

/**
 * The reports with which the cases begin, loaded together because each batch has fixed costs.
 */
export const TYPES = {
  kept: 'scan_kept',
  added: 'scan_added',
  hostile: 'scan_hostile',
  large: 'scan_large',
  withdrawn: 'scan_withdrawn',
  replaced: 'scan_replaced',
  emptied: 'scan_emptied',
  killed: 'scan_killed',
  marked: 'scan_marked',
} as const;
export const STORED: readonly Given[] = [
  given(TYPES.kept, 'alpha', [1, 2, 3, 4, 5]),
  given(TYPES.added, 'alpha', [1, 2, 3, 4, 5, 6, 7]),
  given(TYPES.hostile, 'alpha', HOSTILE),
  given(TYPES.large, 'alpha', LARGE),
  given(TYPES.large, 'beta', [1]),
  given(TYPES.withdrawn, 'alpha', [1, 2, 3, 4]),
  given(TYPES.withdrawn, 'beta', [4, 5]),
  given(TYPES.replaced, 'alpha', [1, 2, 3]),
  given(TYPES.emptied, 'alpha', [1, 2]),
  given(TYPES.emptied, 'beta', [2, 3]),
  given(TYPES.killed, 'alpha', [1, 2, 3, 4, 5, 6, 7, 8]),
  given(TYPES.marked, 'alpha', markedWith(['TLP:GREEN', 'tlp:white', '', 'TLP:AMBER', 'secret'])),
];
/** All of them fit one batch. */
export const BATCH_BYTES = 64 * 1024 * 1024;

/** The constituent that has the second and the third event of a report. */
export const HOLDER: Constituent = { ...EMPTY, id: 'holder', name: 'Holder', networks: ['2001:db8::2/127'] };
export const IS_HELD = "hostname IN ('host2.example', 'host3.example')";

/** What arrives after the target has everything that is stored. */
export const LATER: readonly (readonly Given[])[] = [
  [
    given(TYPES.added, 'beta', [7, 8]),
    given(TYPES.added, 'alpha', [1, 2], '2026-01-16'),
    given(TYPES.withdrawn, 'alpha', [2, 3, 9]),
    given(TYPES.replaced, 'beta', [3, 4, 5]),
    given(TYPES.emptied, 'alpha', []),
    given(TYPES.emptied, 'beta', []),
    given(TYPES.marked, 'beta', markedWith(['red', '', 'CLEAR', 'red'])),
    given(TYPES.killed, 'beta', [1, 11]),
  ],
  // Replaced once more before the output has seen the reports.
  [given(TYPES.replaced, 'beta', [4, 6]), given(TYPES.replaced, 'alpha', [1, 6])],
];

/** The types of which the number of events is followed. */
export const FOLLOWED = [TYPES.added, TYPES.withdrawn, TYPES.replaced, TYPES.emptied] as const;

/** Whether an event may be sent to a target for TLP:GREEN. */
export const PERMITTED = `lower(rest['tlp']) IN ('', 'clear', 'tlp:white', 'tlp:green')`;
