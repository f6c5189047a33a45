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

/** What became of the addresses at hand that may be sent out; each is in one of the first two numbers. */
export interface Lookups {
  /** Those without a fresh answer, which were given to the enricher. */
  readonly asked: number;
  /** Those with a fresh answer. */
  readonly cached: number;
  /** Those of `asked` that still have no fresh answer. */
  readonly unanswered: number;
}

export const NO_LOOKUPS: Lookups = { asked: 0, cached: 0, unanswered: 0 };

/** Asks about addresses, and adds the answers to the source's table. What arrived before a failure is kept. */
export async function askAbout(
  enricher: AddressEnricher,
  { entry: { name, keys } }: ConfiguredEnricher,
  request: RefreshRequest,
  before: EnrichmentVersion | undefined,
): Promise<Lookups & { readonly error?: SundialError }> {
  const { enrichment, clock, signal, progress } = request;
  const now = clock();
  const age = enricher.maxAgeDays * DAY_SECONDS;
  const atHand = await sendable(request);
  const since = unixSeconds(now) - age;
  const addresses = await withoutAnswer(atHand, name, request, since);
  const lookups = { asked: addresses.length, cached: atHand.length - addresses.length };
  if (addresses.length === 0) return { ...lookups, unanswered: 0 };
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
    return { ...lookups, unanswered: addresses.length, ...(error && { error }) };
  }
  if (before) await writer.takeOver(before.version, unixSeconds(now) - age * KEPT_AGES);
  await writer.publish(
    // The first eight digits are shown with the source's name, and tell which events are to be enriched again: answers that
    // arrive later on one day are another content.
    {
      content: unixSeconds(now).toString(16).padStart(8, '0'),
      origin: name,
      memory: {},
      valid_from: dateOf(now),
      at: unixSeconds(now),
    },
    { keep: keys.versions, may: { shrink: true, age: true } },
  );
  const left = await withoutAnswer(addresses, name, request, since);
  return { ...lookups, unanswered: left.length, ...(error && { error }) };
}

/** The addresses at hand that may be sent out, each once. */
async function sendable({ addresses, mayLeave = isSendable }: RefreshRequest): Promise<string[]> {
  return [...new Set(await addresses())].filter((address) => mayLeave(address));
}

/** Those of the addresses that a source has not answered since a time, in unix seconds. */
async function withoutAnswer(
  addresses: readonly string[],
  source: string,
  { enrichment, clock }: RefreshRequest,
  since: number,
): Promise<string[]> {
  const known = await enrichment.lookUp(addresses, dateOf(clock()), source);
  return addresses.filter((address) => !known.get(address)?.some(({ gotAt }) => gotAt >= since));
}
