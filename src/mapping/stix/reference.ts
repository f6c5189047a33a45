// Generates the reference page of the mapping to STIX from its tables and limits.
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import { TLP_LEVELS } from '../../domain/stix-choices.js';
import { MARKINGS } from './marking.js';
import { AUTHOR_NAME } from './names.js';
import {
  CERTIFICATE_HASHES,
  CERTIFICATE_NAMES,
  CERTIFICATE_RULES,
  type CertificateRule,
  LABEL_COLUMNS,
  OBSERVABLE_RULES,
  type ObservableKind,
  PROTOCOL_COLUMNS,
  SEVERITY_COLUMNS,
  SITE_COLUMNS,
  SITE_SCHEMES,
  TIME_COLUMN,
  TRAFFIC_RULES,
  URL_COLUMNS_LEFT_OUT,
  VULNERABILITY_COLUMNS,
} from './rules.js';

/** The page as a file. */
export function stixReference(): { path: string; content: string }[] {
  const parts = [
    INTRODUCTION,
    objects(),
    observables(),
    traffic(),
    certificates(),
    words(),
    ids(),
    division(),
    markings(),
  ];
  return [{ path: 'docs/reference/mappings/stix.md', content: `${parts.join('\n\n')}\n` }];
}

const INTRODUCTION = `# Mapping to STIX 2.1

<!-- Generated from src/mapping/stix by "npm run docs". Change it there. -->

Each report becomes objects of STIX 2.1 ([how to write them](../../how-to/stix.md)). They are those of OpenCTI's connector
for Shadowserver, with the same ids, so that a platform which the connector filled gets no second objects. They differ
from the connector's where it loses or mistakes something:

- The severity of a case, and the labels of a report, case and note are those of all of its rows, not of the last one.
- Tags are divided at commas as well as at semicolons.
- Rows about the same host are one observation, from the first to the last row, with the number of rows.
- Source and destination of an event are observed separately.
- \`src_hostname\`, \`dst_hostname\`, \`http_referer_ip\`, URLs and network traffic become objects, and so do markings.
- The artifact has the bytes of the original report.
- A value that is not what its column promises costs its own object only. Sundial counts such values, and notes show them.
- Notes escape all characters that mean something in Markdown, and have an invisible U+2060 where readers would make a link.
- Vulnerabilities do not link to the page of the report type, because reports of all types share them.`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;
const count = (number: number): string => number.toLocaleString('en-US');

function objects(): string {
  const rows = [
    ['`marking-definition`', 'the configured TLP, to which all objects refer'],
    ['`identity`', `the author of all objects: "${AUTHOR_NAME}"`],
    ['`artifact`', 'the original report, if the receiver may see all of it'],
    ['observables', 'hosts, URLs, certificates and traffic: see below'],
    ['`vulnerability`', 'each CVE number in a row'],
    [
      '`observed-data`',
      'the observables of one end of a row; equal ones of a report are one, with the number of rows and the times of the first and last',
    ],
    [
      '`relationship`',
      'a host `belongs-to` its autonomous system, and is `related-to` the vulnerabilities of its row (not those of an event between two hosts)',
    ],
    ['`report`', 'refers to the observables, vulnerabilities and relationships of its rows'],
    [
      '`case-incident`',
      "OpenCTI's case, on request: refers to the same objects, with the highest severity of all rows",
    ],
    [
      '`note`',
      `the rows as tables, ${STIX_LIMITS.noteRows} in one note or one by one; refers to the report and the case`,
    ],
  ];
  return `## Objects of a report

${table(['object', 'content'], rows)}

Objects link to the publisher's page about the report type, and have the label \`Shadowserver\` before the tags of their
rows. \`modified\` is the time at which the publisher issued the version of the report, or at which it was loaded.

Vulnerabilities, relationships and the author are the same in every report but for their marking: they link to no page,
\`created\` is constant, and \`modified\` follows from the marking, so that the more confidential version is the newer one.
Observed data has a constant \`created\`, and a version for each report that observes the same. Its \`modified\` is
a second earlier for each day between the report's day and its version, and has a fraction that follows from type and
identifier: of reports that were loaded at once, that of the latest day is the newest.`;
}

const KINDS: Readonly<Record<ObservableKind, string>> = {
  'autonomous-system': '`autonomous-system`',
  address: '`ipv4-addr` or `ipv6-addr`; networks have the label `network` as well',
  'domain-name': '`domain-name`',
  'mac-addr': '`mac-addr`',
  url: '`url`, if it is absolute',
  'site-url': '`url`; a path is completed as described below',
  website: '`url` if it is absolute, or `domain-name`',
};

function observables(): string {
  const rows = OBSERVABLE_RULES.map(({ column, kind, side, isConnectors }) => [
    code(column),
    KINDS[kind],
    side,
    isConnectors ? 'yes' : '',
  ]);
  const leftOut = Object.entries(URL_COLUMNS_LEFT_OUT).map(([column, content]) => [code(column), content]);
  return `## Observables

The id of observed data follows from the observables that the connector maps too, in this order, and last from the
certificate of a row with a serial number.

${table(['column', 'object', 'end', "in the observation's id"], rows)}

A path in \`url\` becomes a URL with the host in ${SITE_COLUMNS.hosts.map(code).join(', otherwise in ')}, and the port in
${code(SITE_COLUMNS.port)} unless the host names one. Its scheme is that in ${code(SITE_COLUMNS.scheme)}, or follows from the port:
${Object.entries(SITE_SCHEMES)
  .map(([port, scheme]) => `${scheme} from ${port}`)
  .join(', ')}. A path whose row does not say all of that becomes no object.

These columns have URLs of another kind, which become no objects:

${table(['column', 'content'], leftOut)}`;
}

function traffic(): string {
  const cells = (columns: readonly string[]) => columns.map(code).join(', ');
  const rows = TRAFFIC_RULES.map(({ source, destination, sourcePorts, destinationPorts }) => [
    source && code(source),
    cells(sourcePorts),
    destination && code(destination),
    cells(destinationPorts),
  ]);
  return `## Network traffic

The first row of this table whose addresses an event has makes its \`network-traffic\`, unless an address is a network. Of
several columns of a port, the first that has a value counts. \`protocols\` are \`ipv4\` or \`ipv6\`, then the values of
${PROTOCOL_COLUMNS.map(code).join(' and ')} in lower case.

${table(['source', 'port', 'destination', 'port'], rows)}`;
}

const FORMS: Readonly<Record<CertificateRule['kind'], string>> = {
  text: '',
  time: ', as `2026-01-15 00:00:00` or `Jan 15 00:00:00 2026 GMT`',
  'yes or no': ', from `Y` or `N`',
};

function certificates(): string {
  const rows = [
    ...CERTIFICATE_HASHES.map(([column, algorithm]) => [
      code(column),
      `\`hashes\`: ${algorithm}, without colons`,
    ]),
    ...CERTIFICATE_RULES.map(({ column, property, kind }) => [
      code(column),
      `${code(property)}${FORMS[kind]}`,
    ]),
    ...Object.entries(CERTIFICATE_NAMES).flatMap(([property, attributes]) =>
      attributes.map(([column, attribute]) => [code(column), `${code(property)}: ${attribute}`]),
    ),
  ];
  return `## Certificates

A row with a hash or a serial number has an \`x509-certificate\`.

${table(['column', 'property'], rows)}`;
}

function words(): string {
  const list = (columns: readonly string[]) => columns.map(code).join(', ');
  const rows = [
    [list(LABEL_COLUMNS), 'labels, and vulnerabilities if they are CVE numbers; separated by `;` or `,`'],
    [list(VULNERABILITY_COLUMNS), 'vulnerabilities, if they are CVE numbers'],
    [list(SEVERITY_COLUMNS), 'the severity of the case; the higher one counts'],
    [
      code(TIME_COLUMN),
      "the times of observed data, in UTC; the beginning of the report's day if it is not a time",
    ],
  ];
  return `## Labels, vulnerabilities, severity and time

${table(['column', 'becomes'], rows)}

All other columns are in the notes only.`;
}

function ids(): string {
  const rows = [
    ['`identity`', 'class and name in lower case'],
    ['`report`', 'name in lower case, and day'],
    ['`case-incident`', 'name in lower case, and day'],
    ['`artifact`', 'MD5 and content'],
    ['`vulnerability`', 'name in lower case'],
    ['`observed-data`', 'the ids of its observables, in the order above'],
    ['`relationship`', 'kind and both ends'],
    [
      '`note`',
      "its report and number; a note on one row: the event's id, or with names of the connector its table before characters are escaped, and time",
    ],
    ['`x509-certificate`', 'the first hash of MD5, SHA-1, SHA-256 and SHA-512; otherwise the serial number'],
    ['`network-traffic`', 'both ends, ports and protocols'],
    ['other observables', 'their value or number'],
  ];
  return `## Ids

An id is a UUID of version 5 over the canonical JSON (RFC 8785) of the properties that identify an object, in the
namespace that STIX defines for observables. The same report gives the same ids in every store and export, and a re-issue
gives the same ids with a newer \`modified\`.

${table(['object', 'identified by'], rows)}

With \`plain\` names, a report is called \`Shadowserver Report <type>: <identifier> <date>\`. The connector calls it
\`Shadowserver Report <type>: <id>\`, where the id is the API's. That id is a secret (with it the report can be downloaded),
changes on a re-issue, and does not exist for reports from mail and files.`;
}

function division(): string {
  return `## Limits

A bundle has at most ${STIX_LIMITS.bundleObjects} objects and ${count(STIX_LIMITS.bundleBytes)} bytes. Objects come after
all objects to which they refer, also across bundles.

A report object refers to the objects of at most ${count(STIX_LIMITS.partRows)} rows. Each further
${count(STIX_LIMITS.partRows)} rows, in the order of their addresses, have a report object of their own, whose name ends
with \`(part 2)\` and so on, and which refers to the first one and the case. The ids of all other objects do not depend on this
division. If a re-issue is shorter, the parts and the notes on several rows that it no longer needs are revoked. Notes on
single rows of an earlier version remain. An export knows of no earlier version and revokes nothing.

An original of more than ${count(STIX_LIMITS.artifactBytes)} bytes becomes several artifacts: joined in the order of their names,
they are the file. A note shows ${count(STIX_LIMITS.noteCellCharacters)} characters of a cell, and says how many there are. An object
has at most ${STIX_LIMITS.labels} labels, and a row at most ${STIX_LIMITS.rowVulnerabilities} vulnerabilities.`;
}

function markings(): string {
  const rows = TLP_LEVELS.map((level) => [level, code(MARKINGS[1][level].id), code(MARKINGS[2][level].id)]);
  return `## Markings

OpenCTI and its connector use the definitions of TLP 1 for both versions; \`clear\` and \`white\` are the same level.

${table(['level', 'TLP 1', 'TLP 2'], rows)}`;
}
