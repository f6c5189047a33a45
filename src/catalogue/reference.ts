// Generates the reference page of all report types from the shipped catalogue.
import type { GeneratedFile } from '../config/index.js';
import { type Catalogue, loadCatalogue } from './catalogue.js';
import { shippedData } from './data.js';
import type { ReportType } from './report-type.js';

const INTRODUCTION = `# Report types

<!-- Generated from the data in catalogue/ by "npm run docs". Change it there. -->

\`sundial types\` prints this list, \`sundial types TYPE\` everything about one type, its columns included. In file names
and commands \`-\` and \`_\` mean the same. A short name is a type without its family prefix and covers both address
families: \`ntp\` is scan_ntp and scan6_ntp. Files under a legacy name are loaded as the current type.

The severity applies to rows whose own \`severity\` column is empty. The classification is RSIT's taxonomy and type.
The group says how the publisher knows: \`scan\` and \`population\` asked the host, \`honeypot\` and \`sinkhole\` were
contacted by it, \`sandbox\` ran malware, \`compromised\` are hosts, sites and accounts known to be taken over.
\`daily\` types are issued every day on which there is something to say; from \`sporadic\` and \`once\` types an absent
report says nothing.

A type that no catalogue lists is loaded like any other. Its group and address family are guessed from its name
(\`scan6_...\`: scan, IPv6), the IPv6 twin of a known type takes over what is known of that, and otherwise its severity
is medium and its classification other/undetermined. \`sundial catalogue update\` adds new types to the catalogue.`;

const SUBJECTS = `## Subjects of rows

A finding's subject is the first of these columns that is not empty:`;

const LEGACY = `## Legacy names

Files with these names are loaded as:`;

const RETIRED = `## Retired types

No longer issued and without a successor; old files load under these types.`;

/** The page as a file, made only from the shipped data. */
export function typesReference(): GeneratedFile[] {
  return [{ path: 'docs/reference/report-types.md', content: page(loadCatalogue()) }];
}

function page(catalogue: Catalogue): string {
  const current = catalogue.types();
  const retired = catalogue.types({ retired: true }).filter((type) => type.retired);
  const { renamed } = shippedData();
  const parts = [
    INTRODUCTION,
    `## All ${current.length} types`,
    typesTable(current),
    SUBJECTS,
    subjectsTable(current),
    LEGACY,
    table(['legacy name', 'type'], Object.entries(renamed)),
    RETIRED,
    typesTable(retired),
  ];
  return `${parts.join('\n\n')}\n`;
}

function typesTable(types: readonly ReportType[]): string {
  return table(
    ['type', 'title', 'severity', 'classification', 'group', 'addresses', 'issued'],
    types.map((type) => [
      type.link ? `[${type.id}](${type.link})` : type.id,
      type.title,
      type.severity,
      `${type.classification.taxonomy}/${type.classification.type}`,
      type.group,
      String(type.family),
      type.cadence,
    ]),
  );
}

function subjectsTable(types: readonly ReportType[]): string {
  const usual = Object.keys(shippedData().defaults.subject).join(', ');
  const own = types
    .map((type): [string, string] => [type.id, type.subject.map(({ column }) => column).join(', ')])
    .filter(([, columns]) => columns !== usual);
  return table(['type', 'columns'], [...own, ['all others', usual]]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
