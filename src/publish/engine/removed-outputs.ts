// Outputs that are not configured any more: shows what the store still keeps for them, and forgets it.
import { rm } from 'node:fs/promises';
import { unixSeconds } from '../../domain/clock.js';
import { DAY_SECONDS } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import { PUBLISH_TABLES } from '../tables.js';
import { Letters, lettersByOutput } from './letters.js';
import { outputFolder } from './open-output.js';
import type { SendingContext } from './sending-context.js';

/** An output without an entry, with what the store keeps for it. */
export interface RemovedOutput {
  readonly name: string;
  /** Messages that its target refused. */
  readonly refused: number;
  /** Whether the store keeps a position, and so changes that the output has not received. */
  readonly hasPosition: boolean;
}

/** @param configured the names of all entries */
export async function removedOutputs(
  { feed, operator }: SendingContext,
  configured: ReadonlySet<string>,
): Promise<RemovedOutput[]> {
  const positions = new Set((await feed.consumers()).map(({ name }) => name));
  const letters = await lettersByOutput(operator.ownTables(PUBLISH_TABLES));
  const names = new Set([...positions, ...letters.keys()].filter((name) => !configured.has(name)));
  return [...names].sort().map((name) => ({
    ...{ name, refused: letters.get(name) ?? 0, hasPosition: positions.has(name) },
  }));
}

/**
 * Forgets the position and the refused messages of an output, removes its unfinished work, and then the changes that
 * were kept for it alone. The target stays as it is.
 *
 * @throws SundialError `output-configured`, `output-unknown`
 */
export async function forgetOutput(
  context: SendingContext,
  name: string,
  { configured, dataFolder }: { readonly configured: ReadonlySet<string>; readonly dataFolder: string },
): Promise<RemovedOutput> {
  if (configured.has(name)) throw new SundialError('output-configured', { output: name });
  const removed = await removedOutputs(context, configured);
  const found = removed.find((one) => one.name === name);
  if (!found) {
    const known = removed.map((one) => one.name);
    const nearest = didYouMean(name, known) || '; nothing is kept for it';
    throw new SundialError('output-unknown', { output: name, nearest });
  }
  const { feed, operator, clock, changesDays } = context;
  await feed.forget(name);
  await new Letters(operator.ownTables(PUBLISH_TABLES), name, () => unixSeconds(clock())).forget();
  await rm(outputFolder(dataFolder, name), { recursive: true, force: true });
  await feed.prune(unixSeconds(clock()) - changesDays * DAY_SECONDS);
  return found;
}
