// Generates the reference page of the mapping to Splunk from its table.
import { FIELDS, type Form, SEVERITIES, SOURCE_COLUMNS } from './table.js';

/** The page as a file. */
export function splunkReference(): { path: string; content: string }[] {
  const rows = FIELDS.map(
    ({ field, columns, form }) => `| \`${field}\` | ${named(columns)} | ${FORMS[form]} |`,
  );
  const severities = Object.entries(SEVERITIES).map(([ours, theirs]) => `${ours} as \`${theirs}\``);
  const content = `# Mapping to Splunk

<!-- Generated from src/mapping/splunk by "npm run docs". Change it there. -->

Each event is one JSON object ([how to send them](../../how-to/splunk.md)): facts about the event, fields of Splunk's Common
Information Model (CIM), and in \`event\` all columns of the report with their exact text, such as \`event.ip\`. Nothing is
left out, and no column can replace another field, whatever its name.

| field | value |
| --- | --- |
| \`kind\` | \`event\` |
| \`id\` | the same for a repeated event: keep one event of each id |
| \`state\` | \`appeared\`, or \`withdrawn\` when a newer version of the report lacks the event |
| \`type\`, \`date\`, \`list\` | report type, report date and identifier of the report |
| \`vendor_product\`, \`dvc\` | \`Shadowserver Reports\`, \`Shadowserver\` |
| \`category\` | the classification of the type in RSIT |
| \`severity\` | that of the row, otherwise that of the type: ${severities.join(', ')} |
| \`cve\` | the CVE ids of the subject's vulnerabilities, as a list |
| \`event\` | the columns of the report |

\`_time\` is the column \`timestamp\`, or the report date at midnight (UTC) if the event has no time.

## Fields of CIM

The first column that has a value of the form feeds the field. Source and destination are those of the observed
connection; a host that was scanned is \`dest\`, as in the data model Vulnerabilities. \`signature\` is the title of the type
if no column feeds it. In ${named(Object.keys(SOURCE_COLUMNS))}, \`ip\` and \`hostname\` are
those of the source.

| field | columns | form |
| --- | --- | --- |
${rows.join('\n')}
`;
  return [{ path: 'docs/reference/mappings/splunk.md', content }];
}

const FORMS: Readonly<Record<Form, string>> = {
  host: 'an address, a network or a name',
  address: 'an address',
  port: 'a number from 0 to 65535',
  word: 'text, in lower case',
  text: 'text',
};

const named = (columns: readonly string[]) => columns.map((column) => `\`${column}\``).join(', ');
