// Renews registers by the service's clock: which of them are due, what became of each, and their states.
import { type Clock, unixSeconds } from '../../domain/clock.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import type { RegisterServiceStatus } from '../../domain/service-status.js';
import type { Workspace } from '../workspace.js';
import type { RegisterRequest } from './import-leases.js';
import { REGISTERS, type Register } from './registers.js';

/** What became of renewing a register. */
export interface RenewedRegister {
  readonly name: Register['name'];
  /** Rows of the import. */
  readonly rows: number;
  readonly error?: SundialError;
}

/** A failed import is tried again after this time, or the register's own if that is shorter. */
const RETRY_MINUTES = 60;

/**
 * The registers that the service renews.
 *
 * @throws SundialError `config-invalid` if the options say how often, but not from where
 */
export function renewedRegisters({ settings }: Pick<Workspace, 'settings'>): Register[] {
  const renewed = REGISTERS.filter(({ minutes }) => minutes(settings) > 0);
  for (const { option, place } of renewed) {
    const { source, command } = place(settings);
    if (source === '' && command.length === 0)
      throw new SundialError('config-invalid', {
        place: 'configuration',
        key: `${option}_interval_minutes`,
        problem: `is set, but neither ${option}_source nor ${option}_command is`,
        expected: `${option}_source, which names a file, an address or a database, or ${option}_command`,
        example: `/srv/${option}.csv`,
      });
  }
  return renewed;
}

/** Imports the registers whose time has come, one after another. A failure is part of the result, and changes nothing. */
export async function renewRegisters(
  workspace: Workspace,
  request: Omit<RegisterRequest, 'from' | 'author'>,
  signal: AbortSignal,
): Promise<RenewedRegister[]> {
  const results: RenewedRegister[] = [];
  for (const register of renewedRegisters(workspace)) {
    if (signal.aborted) break;
    if (!(await isDue(workspace, register, request.clock))) continue;
    try {
      const { rows } = await register.import(workspace, { ...request, author: 'sundial' });
      results.push({ name: register.name, rows });
    } catch (thrown) {
      results.push({ name: register.name, rows: 0, error: asSundialError(thrown) });
    }
  }
  return results;
}

async function isDue(
  { settings, store }: Pick<Workspace, 'settings' | 'store'>,
  { run, minutes }: Register,
  clock: Clock,
): Promise<boolean> {
  const last = await store.runs.latestOf(run);
  if (!last) return true;
  const every = minutes(settings);
  const wait = last.status === 'done' ? every : Math.min(RETRY_MINUTES, every);
  return last.started_at + wait * 60 <= unixSeconds(clock());
}

/** The states of the registers that the service renews. */
export async function registerStates({
  settings,
  store,
  operator,
}: Pick<Workspace, 'settings' | 'store' | 'operator'>): Promise<RegisterServiceStatus[]> {
  const states = renewedRegisters({ settings }).map(async ({ name, run, newest }) => {
    const last = await store.runs.latestOf(run);
    const { lastSuccessAt } = await store.runs.history([run]);
    const imported = await newest(operator);
    return {
      ...{ name, rows: imported?.rows ?? 0 },
      importedAt: lastSuccessAt ? unixSeconds(lastSuccessAt) : (imported?.at ?? 0),
      attemptedAt: last?.started_at ?? 0,
      problem: last?.status === 'failed' ? last.error : '',
    };
  });
  return Promise.all(states);
}
