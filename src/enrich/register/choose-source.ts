// Chooses the place of a register: the one that a person names, or the one of the options.
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { shownCommand } from './command.js';
import { isAddress, shownOrigin } from './read-register.js';
import type { RegisterSource } from './register-source.js';

/** The values of a register's options. */
export type PlaceSettings = Pick<RegisterSource, 'command' | 'token' | 'query' | 'password'> & {
  readonly source: string;
};

export interface SourceChoice extends Pick<RegisterSource, 'option' | 'lacks'> {
  /** A file, an http(s) address or the URL of a database; left out = that of the options. */
  readonly from?: string | undefined;
  /** The folder of a relative file name. */
  readonly cwd: string;
}

/** @throws SundialError `usage` if no place is named, `config-invalid` if the options name two */
export function chooseSource(
  settings: PlaceSettings,
  { option, lacks, from, cwd }: SourceChoice,
): RegisterSource {
  const { source, command, token, query, password } = settings;
  const place = { option, lacks, command, query };
  if (from === undefined && source !== '' && command.length > 0)
    throw new SundialError('config-invalid', {
      place: 'configuration',
      key: `${option}_command`,
      problem: `is set as well as ${option}_source`,
      expected: 'only one of them',
      example: '/usr/local/bin/list-devices',
    });
  const given = from ?? source;
  if (given === '' && command.length > 0) return { ...place, from: '', token: '', password: '' };
  if (given === '')
    throw new SundialError('usage', {
      problem: `name a file or address, or set ${option}_source or ${option}_command`,
    });
  const origin = isAddress(given) ? given : path.resolve(cwd, given);
  // Secrets are sent only to the place that they were configured for.
  const secrets = origin === source ? { token, password } : { token: '', password: '' };
  return { ...place, from: origin, ...secrets };
}

/** The place in the form to show and store, without anything that may be secret. */
export const shownSource = ({ from, command }: RegisterSource): string =>
  from === '' ? shownCommand(command) : shownOrigin(from);
