// Generates the reference page of the mapping to ECS from its tables.
import { loadCatalogue } from '../../catalogue/index.js';
import { CATEGORISATIONS, OBSERVERS, SEVERITIES } from './event-facts.js';
import { ECS_VERSION, FIELD_TABLE, fieldOf, RULES, type Rule } from './field-table.js';
import { ecsTypeOf } from './field-types.js';
import { FORMS } from './forms.js';
import { ownColumns } from './own-fields.js';

const INTRODUCTION = `# Mapping to ECS

<!-- Generated from the tables in src/mapping/ecs by "npm run docs". Change them there. -->

The mapping of events to the [Elastic Common Schema](https://www.elastic.co/docs/reference/ecs) ${ECS_VERSION}. It is
used by [the output to Elasticsearch and OpenSearch](../../how-to/elasticsearch.md), and by \`format: ecs\` of other
outputs. Records are nested JSON objects; this page writes their fields with dots.

\`source\` is the system that the report is about, as in the publisher's own programs: the scanned service, the infected
client, the attacker. \`destination\` is the other side: the sinkhole, the honeypot, the victim.

## Every record

| field | value |
| --- | --- |
| @timestamp | the column timestamp; the report date at midnight if the column is missing or is not a time, whose text is then in shadowserver.timestamp |
| ecs.version | ${ECS_VERSION} |
| data_stream.type, data_stream.dataset, data_stream.namespace | logs, shadowserver. with the report type, default |
| event.id | the event's id, which stays the same in every store and after every replay |
| event.kind, event.category, event.type | by the classification of the type, as below |
| event.module, event.provider, rule.ruleset | shadowserver |
| event.dataset | as data_stream.dataset |
| event.code, rule.id | the report type |
| event.severity | a number for shadowserver.severity: ${Object.entries(SEVERITIES)
  .map(([word, number]) => `${number} = ${word}`)
  .join(', ')} |
| event.reference | the publisher's description of the type |
| message | the title of the type and the subject of the row |
| rule.name, rule.category | the title of the type, and its classification by RSIT |
| observer.vendor, observer.product | The Shadowserver Foundation, and the publisher's name of the type |
| observer.type | ${observers()} |
| related.ip, related.hosts, related.hash, related.user | the addresses, host names, hashes and users of the record |
| shadowserver.report.type, .date, .list, .group | the report in which the event counts, and the group of its type |
| shadowserver.severity | the column severity; the severity of the type if the column is empty |
| vulnerability.id | the CVE ids in the columns that name vulnerabilities of the subject, such as tag; with vulnerability.enumeration |

ECS has no place for a TLP marking of an event. To add one to every record, use \`format_fields\`, as in
\`labels.tlp=amber\`.`;

const FINDINGS = `## Changes of findings

An output to Elasticsearch or OpenSearch that carries findings keeps a document for each change, in a data stream whose
dataset has \`finding\` in place of the type or group.

| field | value |
| --- | --- |
| @timestamp | when the change was recorded |
| event.id | the id of the change |
| event.kind | state |
| event.category, event.type | by the classification of the type, as in records of events |
| event.action | what happened, such as opened or resolved, separated by commas |
| event.reason | the reason that a person gave |
| event.start, event.end | the first and the last report date on which the finding was seen |
| source.ip, source.domain, user.email, user.name, url.full | the subject if it is a single address, a host name, an account or a URL |
| source.domain, source.port, source.as.number, source.geo.country_iso_code | what is known of it |
| host.name | the device that the finding follows by [leases](../../how-to/leases.md) |
| network.transport, tags, vulnerability.id | transport, tags and CVE ids |
| shadowserver.finding.id, .subject, .state, .previous_state, .changes, .infection, .day, .author, .list | what ECS has no field for |

\`event.code\`, \`event.severity\`, \`rule\`, \`message\`, \`data_stream\` and \`shadowserver.severity\` are as in records of
events.`;

const COLUMNS = `## Columns

A column may have several rules; each rule whose form fits the cell applies. If a field has a value from an earlier
column already, or no rule fits, the cell stays as text in \`shadowserver.\` and the name of its column.`;

const OTHERS = `## All other columns

These columns have no field of ECS. Their cells are texts in \`shadowserver.\` and the name of the column, such as
\`shadowserver.jarm\`:`;

const UNKNOWN = `## Columns that the catalogue does not know

Every column with a field of its own costs an index memory, and reports may have any columns. So columns that the
catalogue does not know are pairs in the list \`shadowserver.other\`:
\`{"column": "new_column", "value": "its cell"}\`. The same holds for a cell that its typed field does not allow if the
typed field is the only place of the column. No value makes an index refuse a record.`;

const OWN_MAP = `## The publisher's map

The publisher's program reads a map of columns to fields. The option \`format_map\` names a file with such a map, which
replaces the rules for columns, while the fields of every record stay:

\`\`\`json
{ "map": { "ip": "source.ip", "tag": "&tags", "scan_ssl.port": "destination.port" } }
\`\`\`

| target | result |
| --- | --- |
| a dotted name | the cell in that field, in the type that ECS gives the field |
| &timestamp | @timestamp |
| &tags | the words between commas or semicolons in tags |
| &labels(name) | labels.name |
| &convert_timestamp(field) | the time in that field |

A column with the name of a report type before it (\`scan_ssl.port\`) counts before the column alone. Cells without a
target, cells whose field does not allow them, and cells with an unknown function stay as texts in \`extra.\` and the name
of the column. Unlike the publisher's program, Sundial writes numbers as numbers, keeps networks out of fields for
addresses, and drops no cell.`;

/** The page as a file, made only from the tables and the shipped catalogue. */
export function ecsReference(): { path: string; content: string }[] {
  const parts = [
    INTRODUCTION,
    FINDINGS,
    '## Classifications\n\nBy the taxonomy and type of RSIT; a taxonomy alone stands for its other types.',
    table(
      ['classification', 'event.kind', 'event.category', 'event.type'],
      Object.entries(CATEGORISATIONS).map(([name, { kind, category, type }]) => [
        ...[name, kind, category.join(', '), type.join(', ')],
      ]),
    ),
    COLUMNS,
    table(['column', 'field', 'type', 'value', 'report types'], FIELD_TABLE.flatMap(rowsOf)),
    OTHERS,
    otherColumns(),
    UNKNOWN,
    OWN_MAP,
  ];
  return [{ path: 'docs/reference/mappings/ecs.md', content: `${parts.join('\n\n')}\n` }];
}

function rowsOf(rule: Rule): string[][] {
  const { says } = FORMS[rule.form];
  return rule.columns.split(' ').map((column) => {
    const field = fieldOf(rule, column);
    return [column, field, ecsTypeOf(field), says, typesOf(rule)];
  });
}

/** The types of a rule in words. */
function typesOf({ only }: Rule): string {
  if (only === undefined) return '';
  const ids = loadCatalogue()
    .types()
    .map(({ id }) => id);
  const named = ids.filter((id) => only.test(id));
  const prefixes = new Set(named.map((id) => `${id.split('_')[0]!}_`));
  const arePrefixes = ids.every((id) => only.test(id) === prefixes.has(`${id.split('_')[0]!}_`));
  return arePrefixes ? [...prefixes].map((prefix) => `${prefix}*`).join(', ') : named.join(', ');
}

function observers(): string {
  const groups = Object.entries(OBSERVERS).filter(([, name]) => name !== '');
  return `by the group of the type: ${groups.map(([group, name]) => `${group} = ${name}`).join(', ')}`;
}

function otherColumns(): string {
  const everywhere = (rules: readonly Rule[] = []) => rules.some(({ only }) => only === undefined);
  const others = [...ownColumns(loadCatalogue())].filter((column) => !everywhere(RULES.get(column)));
  return others.toSorted().join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
