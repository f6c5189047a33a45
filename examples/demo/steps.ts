// The demo's steps: what is run, and the words around it.
import { DAYS } from '../make-reports.js';
import type { Step } from './stage.js';

const [FIRST, SECOND] = DAYS;

/** The line per file is for people with their own files; the demo shows the sum. */
const TABLE = /^(type +date |\S+ +\d{4}-\d\d-\d\d )/;

const CHANGES = `
SELECT report_type,
       countIf(seen_first < seen_last) AS still_there,
       countIf(seen_first = '${SECOND}') AS new,
       countIf(seen_last = '${FIRST}') AS gone
FROM (SELECT report_type, subject_first, subject_text,
             min(report_date) AS seen_first, max(report_date) AS seen_last
      FROM events GROUP BY report_type, subject_first, subject_text)
GROUP BY report_type ORDER BY report_type`;

export const STEPS: readonly Step[] = [
  {
    title: 'The first day',
    explanation: 'Fifteen reports arrive. One row of them cannot be read: it is set aside, not lost.',
    args: ['ingest', `reports/${FIRST}`],
    exit: 3,
    leaveOut: TABLE,
  },
  {
    title: 'The second day',
    explanation: 'Some hosts are gone, some are new, and a special report came.',
    args: ['ingest', `reports/${SECOND}`],
    leaveOut: TABLE,
  },
  {
    title: 'The second day, delivered once more',
    explanation: 'The same content counts once, however often it comes.',
    args: ['ingest', `reports/${SECOND}`],
    leaveOut: TABLE,
  },
  {
    title: 'The row that was set aside',
    explanation: 'With its file, its line, the reason, and its text as it came.',
    args: (ask) => {
      const { quarantined } = ask('quarantine', 'list') as { quarantined: { id: string }[] };
      return ['quarantine', 'show', quarantined[0]!.id];
    },
  },
  {
    title: 'What is urgent on the second day',
    explanation: 'Tags name the protocol, the malware or the CVE.',
    args: ['query', '--date', SECOND, '--severity', 'critical', '--facet', 'tag', '--limit', '8'],
  },
  {
    title: 'What changed between the two days',
    explanation: 'Hosts, networks, accounts and URLs: on both days, on the second only, on the first only.',
    args: ['sql', CHANGES.trim()],
  },
  {
    title: 'Who is behind the addresses',
    explanation: 'From a file of your own: networks, names, owners and their contacts.',
    args: ['inventory', 'import', 'inventory.csv'],
  },
  {
    title: 'Something that is known and accepted',
    explanation: 'One issue or all, for some days or forever, with the reason and the author.',
    args: [
      'whitelist',
      'insert',
      '-t',
      'ntp',
      '-d',
      'forever',
      '--reason',
      'public time service',
      '192.0.2.0/25',
    ],
  },
  {
    title: 'Who has to be told what',
    explanation: 'The digest of the second day: what the first one told already is not told again.',
    args: (ask) => {
      ask('digest', '--date', FIRST);
      return ['digest', '--date', SECOND];
    },
    lines: 42,
  },
];
