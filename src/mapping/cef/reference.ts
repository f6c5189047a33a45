// Generates the reference page of the mapping to CEF from its tables.
import { ADDRESSES, KEYS, type Key, OWN_KEYS, OWN_LABELS, SEVERITIES } from './keys.js';
import { labelOf } from './layout.js';
import { COMMON, OF_TYPES } from './table.js';

/** The page as a file. */
export function cefReference(): { path: string; content: string }[] {
  const content = [INTRODUCTION, header(), always(), columns(), ownRows(), values(), findings()].join('\n\n');
  return [{ path: 'docs/reference/mappings/cef.md', content: `${content}\n` }];
}

const INTRODUCTION = `# Mapping to CEF

<!-- Generated from src/mapping/cef by "npm run docs". Change it there. -->

Each event becomes one record of ArcSight's Common Event Format, version 0 ([how to send them](../../how-to/syslog.md)).
The labelled keys are those of the publisher's own logger, so that existing rules stay valid, but records differ where
that logger breaks the format:

- Labels are written as \`cs1Label=tag\`, not \`cs1Label:tag\`.
- \`start\` and \`rt\` are milliseconds since 1970, not a local time without a zone.
- \`src\` and \`dst\` hold IPv4 addresses only; IPv6 addresses and networks have keys with labels.
- The class id is the report type, not always 100, and the name is its title.
- Host names of destinations are sent (\`dst_hostname\` as \`dhost\`), and source and destination are never exchanged.
- Backslashes and pipes in the header are escaped.
- Types and columns without rows are sent as well; nothing is left out.`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;

function header(): string {
  const severities = Object.entries(SEVERITIES).map(([word, number]) => `${word} ${number}`);
  return `## The header

\`CEF:0|Shadowserver|Reports|1.0|<type>|<title>|<severity>|\`

The severity is that of the row, otherwise that of the type: ${severities.join(', ')}.`;
}

function always(): string {
  const rows = [
    [
      '`start`, `rt`',
      'the column `timestamp` in milliseconds since 1970, UTC; absent if it is empty or not a time',
    ],
    [
      '`externalId`',
      "the event's key: the same for a repeated record. `<type>-<date>-<externalId>` is its id",
    ],
    ['`act`', '`appeared`, or `withdrawn` when a newer version of the report lacks the event'],
    ['`cat`', 'the classification of the type in RSIT'],
    [code(OWN_KEYS.date), 'the report date'],
    [code(OWN_KEYS.list), 'the identifier of the report'],
    [code(OWN_KEYS.columns), 'all other columns of the report, as one JSON object'],
  ];
  return `## In every record\n\n${table(['key', 'value'], rows)}`;
}

function columns(): string {
  const rows = COMMON.map(({ column, key, note = '' }) => [
    code(column),
    code(key),
    labelText(key, column),
    note,
  ]);
  return `## Columns of all types

A column has the first key that is not taken, neither by a row of its type below nor by an earlier row here.

${table(['column', 'key', 'label', 'note'], rows)}`;
}

const labelText = (key: Key, column: string): string => code(labelOf(key, column)).replace('``', '');

function ownRows(): string {
  const rows = Object.entries(OF_TYPES).map(([type, keys]) => [
    code(type),
    Object.entries(keys)
      .map(([key, column]) => `${code(key)} ${column}`)
      .join(', '),
  ]);
  return `## Columns of single types

These rows come before those above, and also count for the type's twin for IPv6 (\`scan6_ssl\`, \`compromised_iot6\`).

${table(['type', 'keys and columns'], rows)}`;
}

function findings(): string {
  const rows = [
    [
      '`start`, `end`',
      'the midnight (UTC) that begins the first and the last report date on which it was seen',
    ],
    ['`rt`', 'when the change was recorded, in milliseconds since 1970'],
    ['`externalId`', 'the id of the finding, the same for all of its changes'],
    ['`act`', 'what happened, such as `opened`, `severity_rose` or `resolved`, separated by commas'],
    ['`outcome`', 'its state after the change'],
    ['`cat`', 'the classification of the type in RSIT'],
    ['`src`, `c6a2`, `flexString1`', 'the subject if it is an address or a network, as for events'],
    ['`duser`, `request`, `flexString1`', 'the subject if it is an account, a URL or another text'],
    ['`shost`', 'the subject if it is a host name; otherwise the host name'],
    ['`spt`, `proto`, `reason`', 'port, transport, and the reason that a person gave'],
    [
      '`cs1` to `cs6`, `cn1`',
      'with their labels: tags, infection, CVE ids, previous state, author, country, AS number',
    ],
    [
      '`flexString2`',
      'with the label `device`: the device that the finding follows by [leases](../../how-to/leases.md)',
    ],
    [code(OWN_KEYS.change), 'the id of the change: the same for a repeated record'],
    [code(OWN_KEYS.date), 'the day that the change belongs to'],
    [code(OWN_KEYS.list), 'the identifier of the report'],
    [code(OWN_KEYS.columns), 'what its key does not permit, as one JSON object'],
  ];
  return `## Changes of findings

An output that carries findings sends a record for each change. Its class id is \`finding:\` and the report type, and its
severity that of the finding.

${table(['key', 'value'], rows)}`;
}

function values(): string {
  const rows = Object.entries(KEYS).map(([key, type]) => [
    code(key),
    typeof type === 'object' ? `text of at most ${type.text} characters` : TYPES[type],
  ]);
  const addresses = Object.entries(ADDRESSES).map(
    ([key, { ipv6, network }]) =>
      `An IPv6 address goes to ${code(ipv6)} instead of ${code(key)}, with the label "${OWN_LABELS[ipv6]}"; a network to ${code(network)}.`,
  );
  return `## Values

A value that its key does not permit stays in ${code(OWN_KEYS.columns)} under the name of its column. ${addresses.join('\n')}

${table(['key', 'permitted'], rows)}

In values, \`\\\` and \`=\` are preceded by \`\\\`, and line breaks are written as \`\\n\` and \`\\r\`. Other control characters,
which syslog forbids, are written as \`\\x00\`; such a value, and one with a space at its beginning or end, is also in
${code(OWN_KEYS.columns)}, where JSON keeps it exactly.`;
}

const TYPES = {
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  port: 'a number from 0 to 65535',
  long: 'a whole number of at most 18 digits',
  float: 'a number',
} as const;
