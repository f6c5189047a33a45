// Writes the configuration file that `sundial init` starts with: every option explained and commented out.

import type { Option } from '../domain/option.js';
import { secretFileExample } from './candidate.js';
import { defaultText, fixedDefault, optionSections } from './describe.js';
import { enrichersTemplate, outputsTemplate, sourcesTemplate } from './entry-template.js';
import { environmentVariables, valueText } from './option.js';
import { ENRICHER_KINDS, OUTPUT_KINDS, SOURCE_KINDS } from './options.js';
import { expectedValue } from './value.js';
import { yamlText } from './yaml-text.js';

// Prose has two hashes and options have one, so that the file stays valid YAML when one line or all lines are
// uncommented.
const HEAD = `## Sundial's configuration. This file lists every option with its default, or an example, commented out.
## Remove "# " in front of an option to set it. A command-line flag takes precedence over this file,
## .env over the environment, and the environment over the default. Relative paths start at this file's folder.`;

/** The text of a new configuration file; it sets nothing. */
export function settingsTemplate(): string {
  const sections = [...optionSections()].map(([section, options]) =>
    [`## ---- ${section} ----`, ...options.map(optionText)].join('\n\n'),
  );
  const lists = [
    sourcesTemplate(SOURCE_KINDS),
    outputsTemplate(OUTPUT_KINDS),
    enrichersTemplate(ENRICHER_KINDS),
  ];
  return `${[HEAD, ...sections, ...lists].join('\n\n')}\n`;
}

function optionText(option: Option): string {
  const variables = environmentVariables(option).map(({ name }) => name);
  const facts = [
    option.description,
    `Takes: ${expectedValue(option)}`,
    `Default: ${defaultText(option)}`,
    `Example: ${valueText(option.example)}`,
    `Environment: ${variables.join(', ')}`,
  ];
  if (option.flag) facts.push(`Flag: ${option.flag}`);
  if (option.secret)
    facts.push(`Or name a file that holds it: ${option.name}_file: ${secretFileExample(option)}`);
  const shown = fixedDefault(option) ?? option.example;
  return [...facts.map((fact) => `## ${fact}`), `# ${option.name}: ${yamlText(shown)}`].join('\n');
}
