// Reads options from environment variables: those of the process and those in a .env file.
import { parseEnv } from 'node:util';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { Option } from '../domain/option.js';
import type { Candidate } from './candidate.js';
import { unusedVariables, whyUnused } from './connector-variables.js';
import { NO_SUCH_FILE, readText } from './file.js';
import { environmentVariables } from './option.js';
import { CONFIG_VARIABLE, OPTIONS } from './options.js';

/** Variables that control a run, its diagnosis or its tests; they are not options. */
const OTHER_VARIABLES = [CONFIG_VARIABLE, 'SUNDIAL_CLOCK', 'SUNDIAL_DEBUG', 'SUNDIAL_CORPUS'];
const TEST_PREFIX = 'SUNDIAL_TEST_';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of a .env file; none if the file does not exist. */
export async function readDotEnv(path: string, shown: string): Promise<Variables> {
  const file = await readText(path);
  if ('text' in file) return parseEnv(file.text);
  if (file.problem === NO_SUCH_FILE) return {};
  throw new SundialError('config-unreadable', { file: shown, problem: file.problem });
}

/**
 * The values that variables set for each option. `where` completes the name of the place: `.env`, `the environment`.
 */
export function environmentCandidates(variables: Variables, where: string, base: string): Candidate[] {
  const candidates: Candidate[] = [];
  for (const option of OPTIONS) {
    for (const { name, inFile } of environmentVariables(option)) {
      const raw = variables[name];
      if (raw !== undefined)
        candidates.push({ name: option.name, place: `${name} in ${where}`, raw, base, inFile });
    }
  }
  return candidates;
}

/** Every variable that Sundial reads. */
export function variableNames(): string[] {
  return [...OPTIONS.flatMap(namesOf), ...OTHER_VARIABLES];
}

/** Every variable that holds a secret, or names a file that does. */
export function secretVariableNames(): string[] {
  return OPTIONS.filter((option) => option.secret).flatMap(namesOf);
}

/** Every variable that Sundial reads and that does not hold a secret. */
export function openVariableNames(): string[] {
  return [...OPTIONS.filter((option) => !option.secret).flatMap(namesOf), ...OTHER_VARIABLES];
}

const namesOf = (option: Option): string[] => environmentVariables(option).map(({ name }) => name);

/** Warns about each variable that looks like an option of Sundial but is not one. */
export function unknownVariables(variables: Variables, where: string): string[] {
  const known = variableNames();
  return Object.keys(variables)
    .filter((name) => name.startsWith('SUNDIAL_') && !name.startsWith(TEST_PREFIX) && !known.includes(name))
    .map((name) => `${name} in ${where} is not an option${didYouMean(name, known)}`);
}

/** Warns about each variable of the existing OpenCTI connector that Sundial does not use, with the reason. */
export function unusedConnectorVariables(variables: Variables, where: string): string[] {
  return unusedVariables().flatMap((name) => {
    const why = variables[name] === undefined ? undefined : whyUnused(name, variables[name]);
    return why ? [`${name} in ${where} is not used: ${why}`] : [];
  });
}
