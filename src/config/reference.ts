// Generates the reference of the configuration: the page for people and the JSON Schema for editors.

import type { Option } from '../domain/option.js';
import { defaultText, NO_DEFAULT, optionSections } from './describe.js';
import { enrichersReference, outputsReference, sourcesReference } from './entry-reference.js';
import { environmentVariables, valueText, yamlKeys } from './option.js';
import { CONFIG_FILE, CONFIG_VARIABLE, ENRICHER_KINDS, OUTPUT_KINDS, SOURCE_KINDS } from './options.js';
import { settingsSchema } from './schema.js';
import { expectedValue } from './value.js';

/** A generated file; the path is relative to the repository's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const INTRODUCTION = `# Configuration

<!-- Generated from the options.ts of each station by "npm run docs". Change it there. -->

Every option has one name. It is a key in \`${CONFIG_FILE}\` and, in capitals after \`SUNDIAL_\`, a variable in \`.env\`
and the environment. The first of these places with a value takes precedence; an empty value counts as not set:

1. the command-line flag, if the option has one
2. the YAML file: \`${CONFIG_FILE}\` in the current folder, or the file that \`--config\` or \`${CONFIG_VARIABLE}\` names
3. \`config.yml\` in the current folder, if it is that of the existing OpenCTI connector, unless the YAML file has the
   list \`sources\` or \`outputs\`: its \`url\` in \`opencti\` means the same as the variable \`OPENCTI_URL\`, and so on
4. \`.env\` in the current folder
5. the environment
6. \`~/.shadowserver.api\`, the file of the publisher's own tools, for \`api_key\`, \`api_secret\` and \`api_url\`
   (its \`key\`, \`secret\` and \`uri\`), unless the YAML file has the list \`sources\`
7. the default

If two places disagree, a warning names both. \`sundial config\` shows every option's value and its origin;
\`sundial init\` writes a \`${CONFIG_FILE}\` with every option explained and commented out.

A relative path in the YAML file refers to that file's folder, elsewhere to the current folder. \`~\` is the home folder.
A secret can also be read from a file: give the file's path under the name with \`_file\` (YAML) or \`_FILE\` (variables)
at its end. One newline at the end of the file is ignored. Secrets are never shown.

The list \`sources\` in the YAML file names several sources, each with its own options: see [Sources](#sources). The list
\`outputs\` does the same for outputs to other systems: see [Outputs](#the-list-of-outputs); and
\`enrichers\` for what is added to events about their addresses: see [Enrichers](#the-list-of-enrichers).

An unknown key in the YAML file is an error. An unknown variable that starts with \`SUNDIAL_\` is a warning. The file
[sundial.schema.json](sundial.schema.json) describes the YAML file to editors.`;

/** The reference as files, made only from the declarations. */
export function configurationReference(): GeneratedFile[] {
  return [
    { path: 'docs/reference/configuration.md', content: page() },
    { path: 'docs/reference/sundial.schema.json', content: `${JSON.stringify(settingsSchema(), null, 2)}\n` },
  ];
}

function page(): string {
  const sections = [...optionSections()].map(([section, options]) =>
    [`## ${section}`, ...options.map(optionText)].join('\n\n'),
  );
  const lists = [
    sourcesReference(SOURCE_KINDS),
    outputsReference(OUTPUT_KINDS),
    enrichersReference(ENRICHER_KINDS),
  ];
  return `${[INTRODUCTION, ...sections, ...lists].join('\n\n')}\n`;
}

function optionText(option: Option): string {
  const text = defaultText(option);
  const rows: [string, string][] = [
    ['Takes', expectedValue(option)],
    ['Default', text === NO_DEFAULT ? text : code(text)],
    ['Example', code(valueText(option.example))],
    ['YAML', names(yamlKeys(option))],
    ['Environment', names(environmentVariables(option))],
  ];
  if (option.flag) rows.push(['Flag', code(option.flag)]);
  const table = ['| | |', '|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
  return [`### ${option.name}`, option.description, table].join('\n\n');
}

const code = (text: string): string => `\`${text}\``;
const names = (spellings: readonly { readonly name: string }[]): string =>
  spellings.map(({ name }) => code(name)).join(', ');
