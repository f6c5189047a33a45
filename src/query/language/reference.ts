// Generates the reference page of all query fields from their declarations.
import { FINDING_FIELDS } from '../findings/finding-fields.js';
import { documentedFields } from './fields.js';

const INTRODUCTION = `# Query fields

<!-- Generated from src/query/language/fields.ts by "npm run docs". Change it there. -->

\`sundial query --where FIELD=VALUE\` and the \`query\` object of a saved query accept these fields, and any
column of the reports in the store under its own name (\`--where http_title=Login\`). If a column has the name of a
field below, or feeds one, \`original.NAME\` means the column with exactly the text that the report had.

Without a value (\`--where banner=\`) a field matches the rows without a value. Operators precede a value:

| operator | meaning |
| --- | --- |
| \`\\|\` | any of the values with this operator; the same as without operator |
| \`&\` | this value as well |
| \`!\` or \`-\` | not this value |
| \`>=\` \`<=\` | numbers, severities, dates and times; texts are compared as numbers |
| \`=\` | the rest is literal: no wildcards, ranges or operators |

Ranges (\`1:1023\`, \`medium:critical\`, \`2026-01-01:2026-01-31\`, \`-3:now\`) include both ends. \`*\` and \`?\` match
any characters and a single one in \`hostname\`, \`dst_hostname\`, \`domain\`, \`subject\`, \`tag\`, \`cve\` and enriched
texts. Hostnames,
domains, countries and hashes are compared without regard to case, other texts exactly. A number is found in any
spelling (\`080\`, \`AS64496\`).

A field is compared with another one of the same kind by its name in place of a value: \`--where asn!=enriched_asn\`,
\`--where port=dst_port\`. Numbers, times and addresses are compared with any such field, texts only with an
\`enriched_\` one (\`geo!=enriched_geo\`), because other names could be meant as texts. Rows in which one of the two has no
value are not found, with \`!=\` either.

"API" marks the fields of the query help of Shadowserver's Reports API.`;

/** The page as a file. */
export function queryFieldsReference(): { path: string; content: string }[] {
  const rows = documentedFields().map(
    ({ name, kind, api, answer }) => `| \`${name}\` | ${kind} | ${api ? 'yes' : ''} | ${answer} |`,
  );
  const findings = FINDING_FIELDS.map((name) => `\`${name}\``).join(', ');
  const content = `${INTRODUCTION}\n\n| field | kind | API | what feeds it |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n
## Fields of findings\n\n\`sundial findings --where\` takes the same values and operators over the fields of a finding: ${findings}.\n`;
  return [{ path: 'docs/reference/query-fields.md', content }];
}
