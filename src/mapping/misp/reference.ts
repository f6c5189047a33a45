// Generates the reference page of the mapping to MISP from its table.
import { LIMITS } from '../../domain/limits.js';
import { EVENT_ROWS, type Form, TEMPLATES, type Template, THREAT_LEVELS } from './table.js';

/** The page as a file. */
export function mispReference(): { path: string; content: string }[] {
  const threats = Object.entries(THREAT_LEVELS).map(([severity, level]) => `${severity} as \`${level}\``);
  const content = `# Mapping to MISP

<!-- Generated from src/mapping/misp by "npm run docs". Change it there. -->

A report of one type, identifier and day is a MISP event ([how to publish them](../../how-to/misp.md)). Each of its rows is
an object; vulnerabilities and the values for which objects have no place are attributes of the event.

| field of the event | value |
| --- | --- |
| \`uuid\` | follows (UUID version 5) from the organisation, type, day, identifier, part and the constituents to which the output is limited |
| \`info\` | \`Shadowserver TYPE DATE IDENTIFIER\`, and for the further events of a large report \` (part 2)\` |
| \`date\` | the report date |
| \`timestamp\`, \`publish_timestamp\` | when the version of the report was published, otherwise loaded; always newer than the event that it replaces. Not sent to the REST API, where MISP sets them |
| \`analysis\` | \`2\` (completed) |
| \`threat_level_id\` | by the severity of the type: ${threats.join(', ')} |
| \`extends_uuid\` | the first event of a large report, in the further ones |
| \`distribution\`, \`SharingGroup\`, \`Orgc\` | as the options of the output say; the REST API gets the number of the sharing group, and the organisation is that of the key |
| \`Tag\` | \`tlp:LEVEL\`, the classification of the type such as \`rsit:vulnerable="vulnerable-system"\`, and the option \`tags\` |
| \`Attribute\` | \`vulnerability\`: the CVE ids of the subjects, each once; and the values of [columns without a relation](#attributes-of-the-event) |
| \`Object\` | the rows |

\`to_ids\` is false everywhere, because the reports are about victims. The UUID of an object follows from the event's id in
Sundial, and that of an attribute from its object, relation and value.

## Objects

A row becomes the first object whose needs it meets. The first column that has a value of the form feeds the attribute.
The \`comment\` of the object is JSON with the event's id (\`id\`) and all cells (\`row\`), so nothing is lost; because
MISP's comments are limited, cells are cut so that it has at most ${LIMITS.mispCommentBytes.toLocaleString('en')} bytes, and end with \`…\` then.

${TEMPLATES.map(templateSection).join('\n')}
## Attributes of the event

Values that the object of their row does not have are attributes of the event, each once, and MISP relates them to other
events.

| type | columns | form |
| --- | --- | --- |
${EVENT_ROWS.map(({ type, columns, form }) => `| \`${type}\` | ${named(columns)} | ${FORMS[form]} |`).join('\n')}

## Rows as attributes

With \`rows: attributes\`, the values of objects that MISP relates to other events are attributes of the event too,
each once and without a comment. All other cells are left out.

## Withdrawn rows

MISP keeps what a newer version of an event lacks, so an object or attribute that was withdrawn stays in the file of a feed
with \`deleted: true\`, without its comment, and is sent to the REST API once in this way. An event without any row left
stays.
`;
  return [{ path: 'docs/reference/mappings/misp.md', content }];
}

function templateSection({ name, version, needs, relations }: Template): string {
  const needed = needs.map((list) => list.map((relation) => `\`${relation}\``).join(' or ')).join(' and ');
  const rows = relations.map(
    ({ relation, type, columns, form, correlates }) =>
      `| \`${relation}\` | \`${type}\` | ${named(columns)} | ${FORMS[form]} | ${correlates ? 'yes' : 'no'} |`,
  );
  const intro =
    needed === ''
      ? 'All other rows, with a `text` that names the report type.'
      : `Needs a value for ${needed}.`;
  return `### ${name}

Version ${version} of the template. ${intro}

| relation | type | columns | form | related |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const named = (columns: readonly string[]) => columns.map((column) => `\`${column}\``).join(', ');

const FORMS: Readonly<Record<Form, string>> = {
  address: 'an address or a network; IPv6 in its shortest form',
  port: 'a number from 1 to 65535',
  name: 'a host name with a dot, in lower case and ASCII',
  url: 'a URL with scheme and host',
  asn: 'a number, without `AS`',
  email: 'an e-mail address, in lower case',
  md5: '32 hexadecimal digits, in lower case',
  sha1: '40 hexadecimal digits, in lower case',
  sha256: '64 hexadecimal digits, in lower case',
  text: 'text of up to 255 characters without control characters and characters of four bytes',
  time: 'a time, as MISP writes it',
};
