// Generates the reference page of the mapping to IntelMQ from its tables.
import { COLUMNS } from './columns.js';
import type { CONVERSIONS } from './conversions.js';
import { EXCEPTIONS } from './exceptions.js';
import type { ColumnRules, Rule } from './rule.js';
import { TYPES } from './types.js';

/** The page as a file. */
export function intelmqReference(): { path: string; content: string }[] {
  const content = [INTRODUCTION, always(), columns(), exceptions(), types(), conversions()].join('\n\n');
  return [{ path: 'docs/reference/mappings/intelmq.md', content: `${content}\n` }];
}

const INTRODUCTION = `# Mapping to IntelMQ

<!-- Generated from src/mapping/intelmq by "npm run docs". Change it there. -->

Each event becomes one IntelMQ event ([how to send them](../../how-to/intelmq.md)), by the rules of the publisher's map
for IntelMQ of 2026-03-24. The format \`intelmq\` is the data format since IntelMQ 3.5, \`intelmq-3.4\` that of earlier
versions: there, \`severity\` and \`product.*\` are below \`extra\`.

No text stops an event. A text that its field does not accept is below \`extra\` under the name of its column, and so is a
column that the type has no rule for. A missing column leaves its fields out. IntelMQ accepts only some names: those of
columns are written in lower case, with \`_\` for other characters than letters, digits, \`_\` and dots. NUL is removed.`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;

const fieldText = ([field]: Rule, column: string): string =>
  code(field === 'extra' ? `extra.${column}` : field);

function always(): string {
  const rows = [
    ['`__type`', '`Event`, which queues of IntelMQ need'],
    ['`time.observation`', 'when Sundial sent the event'],
    ['`feed.name`', "the publisher's name of the report type"],
    ['`feed.documentation`', "the publisher's page about the report type"],
    ['`classification.taxonomy`, `classification.type`', 'those of the report type in the catalogue'],
    [
      '`classification.identifier`',
      'see [report types](#report-types); the type with `-` for `_` if no row knows it',
    ],
    [
      '`raw`',
      'the header and the row as CSV in base64, with all cells in quotes; absent if the row has more than 1,048,576 characters',
    ],
  ];
  return `## In every event\n\n${table(['field', 'value'], rows)}`;
}

const rulesText = (rules: readonly Rule[], column: string): [string, string] => [
  rules.map((rule) => fieldText(rule, column)).join('<br>'),
  rules.map(([, conversion]) => conversion).join('<br>'),
];

function columns(): string {
  const rows = Object.entries(COLUMNS).map(([column, rules]) => [code(column), ...rulesText(rules, column)]);
  return `## Columns

All other columns of a type become \`extra\` with their own name and the conversion \`text\`. A column that the type does not
have any more, in an old report, becomes \`extra\` as it is.

${table(['column', 'field', 'conversion'], rows)}`;
}

function exceptions(): string {
  const rows = EXCEPTIONS.flatMap(({ types: names, columns: own }) =>
    Object.entries(own as ColumnRules).map(([column, rules]) => [
      code(column),
      ...rulesText(rules, column),
      names.map(code).join(', '),
    ]),
  );
  return `## Columns of some types\n\n${table(['column', 'field', 'conversion', 'report types'], rows)}`;
}

function types(): string {
  const rows = Object.entries(TYPES).map(([type, row]) => [
    code(type),
    ...[row.identifier, row.application, row.transport, row.classification, row.documentation].map(
      (text = '') => text,
    ),
  ]);
  const head = [
    'report type',
    '`classification.identifier`',
    '`protocol.application`',
    '`protocol.transport`',
  ];
  return `## Report types

Protocols of this table replace those of columns. The last two columns say where IntelMQ's map differs from the catalogue.

${table([...head, '`classification.type`', '`feed.documentation`'], rows)}`;
}

const MEANINGS: Readonly<Record<keyof typeof CONVERSIONS, string>> = {
  verbatim: 'the text as it is, also an empty one',
  text: 'the text; nothing for `0` and `unknown`',
  integer: 'a whole number',
  nonzero: 'a whole number; nothing for 0',
  decimal: 'a number',
  boolean: 'yes, true, enabled, y, 1 or no, false, disabled, n, 0; nothing for other texts',
  date: 'a time in UTC, such as `2026-01-15T00:01:02+00:00`',
  address: 'a single address, not 0.0.0.0; other texts stay below `extra`',
  'address or nothing': 'a single address, not 0.0.0.0; other texts are in `raw` only',
  'network or nothing': 'a network with its length; other texts are in `raw` only',
  'hostname or nothing': 'a host name; other texts are in `raw` only',
  url: 'the URL of `cc_dns`, `http_host`, `hostname` or `ip` with the path in `url` or `http_url`; without both, the text',
  'category or detail': '`category`, or `detail` if it is empty',
  base64: 'the text, encoded unless it is base64 already',
  cves: 'the CVE ids among the tags, sorted, with `;` between them',
  'exchange taxonomy': '`intrusions` if the tags name a web shell, otherwise `vulnerable`',
  'exchange type': '`system-compromise` if the tags name a web shell, otherwise `vulnerable-system`',
  'exchange identifier':
    '`exchange-server-webshell` if the tags name a web shell, otherwise `vulnerable-exchange-server`',
};

function conversions(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => [name, meaning]);
  return `## Conversions

A text that a conversion cannot read stays below \`extra\`, where IntelMQ's own parser gives up the row.

${table(['conversion', 'result'], rows)}`;
}
