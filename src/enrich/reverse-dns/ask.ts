// Asks a resolver for the names of addresses (PTR records), some at a time.
import { Resolver } from 'node:dns/promises';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { SundialError } from '../../domain/errors.js';
import { hostName } from '../../domain/host-name.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { wholeNetwork } from '../asked/whole-network.js';
import { pointerName } from './pointer-name.js';

export interface ReverseDnsOptions {
  /** The resolver as an address with an optional port; empty = those of the system. */
  readonly resolver: string;
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Answers that say that an address has no name (RFC 1035, 4.1.1: NXDOMAIN, and an answer without records). */
const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
/** The resolver does not serve this client: the next question would be refused as well. */
const REFUSING: ReadonlySet<string> = new Set(['EREFUSED', 'ENOTIMP', 'EFORMERR']);

/**
 * Yields an answer for each address in the order of arrival; one without a name is an answer as well. So is a failure if
 * the resolver answers others: then only the address's zone is out of order. A resolver that answers nothing ends the
 * round.
 *
 * @throws SundialError `net-unreachable`, `net-timeout`, `net-refused`, `net-cancelled`, after all answers that arrived
 */
export async function* askNames(
  addresses: readonly string[],
  { resolver: server, atOnce, timeoutMs, signal }: ReverseDnsOptions,
): AsyncGenerator<EnrichedNetwork> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: LOOKUP_LIMITS.dnsTries });
  if (server !== '') resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel);
  const waiting = new Map<string, Promise<Answer>>();
  const next = addresses[Symbol.iterator]();
  // The failures since the last answer.
  let failed: string[] = [];
  let problem = '';
  let answered = 0;
  try {
    for (;;) {
      while (waiting.size < atOnce && !signal.aborted) {
        const { done, value: address } = next.next();
        if (done) break;
        waiting.set(address, askOne(resolver, address));
      }
      if (waiting.size === 0) break;
      const answer = await Promise.race(waiting.values());
      waiting.delete(answer.address);
      if (signal.aborted) break;
      if (answer.problem !== undefined) {
        failed.push(answer.address);
        problem = answer.problem;
        if (REFUSING.has(problem) || failed.length >= LOOKUP_LIMITS.dnsFailuresInARow)
          throw failure(problem, server, timeoutMs);
        continue;
      }
      answered++;
      yield* failed.map((address) => ({ network: wholeNetwork(address) }));
      failed = [];
      const { address, hostname } = answer;
      yield { network: wholeNetwork(address), ...(hostname !== undefined && { hostname }) };
    }
    if (signal.aborted) throw new SundialError('net-cancelled', { what: shownResolver(server) });
    if (answered === 0 && failed.length > 0) throw failure(problem, server, timeoutMs);
    yield* failed.map((address) => ({ network: wholeNetwork(address) }));
  } finally {
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
    await Promise.all(waiting.values());
  }
}

interface Answer {
  readonly address: string;
  readonly hostname?: string;
  /** The code of a failure. */
  readonly problem?: string;
}

/** Never fails: the code of a failure is part of the answer. */
async function askOne(resolver: Resolver, address: string): Promise<Answer> {
  try {
    const hostname = chosenName(await resolver.resolvePtr(pointerName(address)));
    return { address, ...(hostname !== undefined && { hostname }) };
  } catch (thrown) {
    const { code = 'EBADRESP' } = thrown as NodeJS.ErrnoException;
    return NO_NAME.has(code) ? { address } : { address, problem: code };
  }
}

/**
 * The name to keep. Whoever holds an address writes anything into its records, so that only host names count; the first
 * one in the order of the alphabet does, because resolvers change the order of records.
 */
export function chosenName(names: readonly string[]): string | undefined {
  return names
    .map(hostName)
    .filter((name) => name !== undefined)
    .toSorted()[0];
}

function failure(problem: string, server: string, timeoutMs: number): SundialError {
  const what = shownResolver(server);
  if (problem === 'ECONNREFUSED')
    return new SundialError('net-unreachable', { what, host: what, problem: 'the connection was refused' });
  if (REFUSING.has(problem))
    return new SundialError('net-refused', { what, problem: 'it refuses questions' });
  const seconds = timeoutMs / 1000;
  return new SundialError('net-timeout', { what, problem: `no answers within ${seconds} s each` });
}

const shownResolver = (server: string) =>
  server === '' ? "the system's resolver" : `the resolver ${server}`;
