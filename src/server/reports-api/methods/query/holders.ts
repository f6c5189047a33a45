// The holders whose rows a request is about: those that it names as reports, or all of the caller's.
import { SundialError } from '../../../../domain/errors.js';
import type { ScopedStore } from '../../../../store/index.js';
import type { Caller, Holder } from '../../method.js';

/** The holders of a request, and their rows. */
export interface Asked {
  readonly holders: readonly Holder[];
  readonly store: ScopedStore;
}

/**
 * @param names as in `report`; upstream writes them with `-`, and in some answers as mail addresses
 * @throws SundialError `call-report-unknown`, which names the caller's own reports only
 */
export function holdersNamed(names: readonly string[] | undefined, caller: Caller): Asked {
  if (!names) return { holders: caller.holders, store: caller.store };
  const holders = [...new Set(names)].map((name) => holderNamed(name, caller));
  return { holders, store: caller.storeOf(holders) };
}

function holderNamed(name: string, { holders }: Caller): Holder {
  const id = name.split('@')[0]!.replaceAll('-', '_');
  const found = holders.find((holder) => holder.id === id);
  if (!found) throw new SundialError('call-report-unknown', { report: name, reports: idsOf(holders) });
  return found;
}

/** The ids of holders as one text. */
export function idsOf(holders: readonly Holder[]): string {
  return holders.map(({ id }) => id).join(', ') || 'it has none';
}
