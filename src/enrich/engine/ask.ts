// Asks an enricher about the addresses at hand that it has not answered lately, and keeps the answers.
import { unixSeconds } from '../../domain/clock.js';
import { DAY_SECONDS, dateOf } from '../../domain/days.js';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import type { EnrichmentVersion } from '../../store/index.js';
import type { AddressEnricher } from '../enricher.js';
import { isSendable } from '../never-sent.js';
import type { ConfiguredEnricher } from './open-enrichers.js';
import type { RefreshRequest } from './refresh-request.js';

/** Ages after which an answer is removed: until then it is better than none, should its renewal fail. */
const KEPT_AGES = 2;

/**
 * Asks about addresses, and adds the answers to the source's table. What arrived before a failure is kept.
 *
 * @returns how many addresses were asked about, and the failure
 */
export async function askAbout(
  enricher: AddressEnricher,
  { entry: { name, keys } }: ConfiguredEnricher,
  request: RefreshRequest,
  before: EnrichmentVersion | undefined,
): Promise<{ readonly asked: number; readonly error?: SundialError }> {
  const { enrichment, clock, signal, progress } = request;
  const now = clock();
  const age = enricher.maxAgeDays * DAY_SECONDS;
  const addresses = await due(name, request, unixSeconds(now) - age);
  if (addresses.length === 0) return { asked: 0 };
  const writer = await enrichment.begin(name);
  let answered = 0;
  let error: SundialError | undefined;
  try {
    for await (const part of enricher.ask(addresses, signal)) {
      await writer.add(part.map((network) => ({ gotAt: unixSeconds(clock()), ...network })));
      answered += part.length;
      progress?.(answered);
    }
  } catch (thrown) {
    error = asSundialError(thrown);
  }
  if (answered === 0) {
    await writer.drop();
    return { asked: addresses.length, ...(error && { error }) };
  }
  if (before) await writer.takeOver(before.version, unixSeconds(now) - age * KEPT_AGES);
  await writer.publish(
    // The beginning of the content is shown with the source's name.
    {
      content: now.toISOString().replaceAll(/\D/g, ''),
      origin: name,
      memory: {},
      valid_from: dateOf(now),
      at: unixSeconds(now),
    },
    { keep: keys.versions, mayShrink: true },
  );
  return { asked: addresses.length, ...(error && { error }) };
}

/** The addresses at hand that may be sent out and have no answer since a time, each once. */
async function due(
  source: string,
  { enrichment, clock, addresses, mayLeave = isSendable }: RefreshRequest,
  since: number,
): Promise<string[]> {
  const atHand = [...new Set(await addresses())].filter((address) => mayLeave(address));
  const known = await enrichment.lookUp(atHand, dateOf(clock()), source);
  return atHand.filter((address) => !known.get(address)?.some(({ gotAt }) => gotAt >= since));
}
