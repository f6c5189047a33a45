// The demo's steps: the commands, and the text around them.
import { DAYS } from '../make-reports.js';
import type { Step } from './stage.js';

const [FIRST, SECOND] = DAYS;

/** The lines per file matter only for one's own files; the demo shows the sum. */
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
    explanation: 'Fifteen reports arrive. One of their rows cannot be read: it is set aside, not lost.',
    args: ['ingest', `reports/${FIRST}`],
    exit: 3,
    leaveOut: TABLE,
  },
  {
    title: 'The second day',
    explanation: 'Some hosts are gone, some are new, and there is a special report.',
    args: ['ingest', `reports/${SECOND}`],
    leaveOut: TABLE,
  },
  {
    title: 'The second day, delivered again',
    explanation: 'The same content counts once, however often it is delivered.',
    args: ['ingest', `reports/${SECOND}`],
    leaveOut: TABLE,
  },
  {
    title: 'The row that was set aside',
    explanation: 'With its file, its line, the reason, and its original text.',
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
    explanation: 'Hosts, networks, accounts and URLs: on both days, only on the second, only on the first.',
    args: ['sql', CHANGES.trim()],
  },
  {
    title: 'The owners of the addresses',
    explanation: 'From your own file: networks, names, owners and their contacts.',
    args: ['inventory', 'import', 'inventory.csv'],
  },
  {
    title: 'A known and accepted finding',
    explanation: 'One type or all, for some days or forever, with the reason and the author.',
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
    title: 'The owners to notify, and why',
    explanation: 'The digest of the second day does not repeat findings of the first one.',
    args: (ask) => {
      ask('digest', '--date', FIRST);
      return ['digest', '--date', SECOND];
    },
    lines: 42,
  },
  {
    title: 'Everything as files, for other programs',
    explanation: 'An output keeps JSON lines for each type and day, here of what is severe, with a manifest.',
    args: ['publish'],
  },
  {
    title: 'The files compared with the store',
    explanation: 'The service sends by itself. This check counts on both sides.',
    args: ['outputs', 'check', 'severe', '--counts'],
    // This line names the temporary folder.
    leaveOut: /^severe: /,
  },
];
