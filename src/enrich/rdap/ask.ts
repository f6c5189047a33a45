// Asks the registries' RDAP servers about addresses, one request at a time for each registry, and no more for addresses
// in a network that is known already.
import { type AddressRange, formatAddress, isWithin, parseAddress } from '../../domain/address.js';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { everyServer, type HttpClient, type Pace, starter, target, withRetries } from '../../net/index.js';
import { wholeNetwork } from '../asked/whole-network.js';
import { readAnswer } from './answer.js';
import type { Bootstrap, RdapServer } from './bootstrap.js';
import { coveredNetwork } from './covered.js';

export interface RdapOptions {
  readonly http: HttpClient;
  readonly bootstrap: Bootstrap;
  readonly pace: Pace;
  /** Time between the starts of two requests to one registry. */
  readonly delayMs: number;
  /** The number of addresses of each registry. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/** RFC 7480, 5.3: the server has no information. */
const NOTHING_KNOWN = 404;

/** Failures that an address may cause alone; others would meet the next address as well. */
const OF_ADDRESS: ReadonlySet<string> = new Set([
  'net-malformed',
  'net-too-large',
  'net-refused',
  'net-redirect',
]);

/**
 * Yields an answer for each network that addresses belong to; an address about which no registry knows anything gets one
 * without values. A registry that fails does not stop the others; its failure is thrown in the end.
 *
 * @throws SundialError the first failure, after all answers that arrived
 */
export async function* askRdap(
  addresses: readonly string[],
  options: RdapOptions,
): AsyncGenerator<EnrichedNetwork> {
  const { bootstrap, signal } = options;
  const failures: SundialError[] = [];
  const running = [...groupsOf(addresses, bootstrap)].map(([server, group]) =>
    server ? askRegistry(server, group.slice(0, options.most), options) : unknown(group),
  );
  for await (const step of merged(running)) {
    if (step instanceof SundialError) failures.push(step);
    else yield step;
  }
  if (signal.aborted) throw new SundialError('net-cancelled', { what: 'RDAP' });
  if (failures[0]) throw failures[0];
}

/** The addresses of each registry; undefined = no registry is responsible. */
function groupsOf(addresses: readonly string[], bootstrap: Bootstrap): Map<RdapServer | undefined, string[]> {
  const groups = new Map<RdapServer | undefined, string[]>();
  for (const address of addresses) {
    const server = bootstrap.serverOf(address);
    const group = groups.get(server) ?? [];
    group.push(address);
    groups.set(server, group);
  }
  return groups;
}

/** What registries answer, in the order of arrival; all of them work at the same time. */
async function* merged<T>(all: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = (each: AsyncGenerator<T>) => each.next().then((result) => ({ each, result }));
  const waiting = new Map(all.map((each) => [each, next(each)]));
  try {
    while (waiting.size > 0) {
      const { each, result } = await Promise.race(waiting.values());
      waiting.delete(each);
      if (result.done) continue;
      yield result.value;
      waiting.set(each, next(each));
    }
  } finally {
    await Promise.all([...waiting.keys()].map((each) => each.return(undefined)));
  }
}

async function* unknown(addresses: readonly string[]): AsyncGenerator<EnrichedNetwork> {
  for (const address of addresses) yield { network: wholeNetwork(address) };
}

/**
 * Asks one registry. A failure that the next address would meet as well ends the round. One of an address alone counts as
 * an answer without values, or the address would be in the way of others in every round; the registry is left alone after
 * `LOOKUP_LIMITS.rdapFailures` of them.
 */
async function* askRegistry(
  server: RdapServer,
  addresses: readonly string[],
  options: RdapOptions,
): AsyncGenerator<EnrichedNetwork | SundialError> {
  const turn = starter(options.delayMs, options.pace);
  let known: AddressRange | undefined;
  let failures = 0;
  // Addresses of one network follow each other, so that the last answer is the only one to look into.
  for (const address of inOrder(addresses)) {
    if (known && isWithin(parseAddress(address)!, known)) continue;
    try {
      const answered = await withRetries(
        async () => {
          await turn(options.signal);
          return askOne(server, address, options);
        },
        options.pace,
        options.signal,
      );
      known = parseAddress(answered.network);
      yield answered;
    } catch (thrown) {
      const failure = asSundialError(thrown);
      yield failure;
      if (!OF_ADDRESS.has(failure.code)) return;
      yield { network: wholeNetwork(address) };
      if (++failures >= LOOKUP_LIMITS.rdapFailures) return;
    }
  }
}

function inOrder(addresses: readonly string[]): string[] {
  return addresses
    .map((address) => parseAddress(address)!.first)
    .toSorted(Buffer.compare)
    .map(formatAddress);
}

/** RFC 9082, 3.1.1: `ip/` and the address. */
async function askOne(
  { base, registry }: RdapServer,
  address: string,
  { http, signal }: RdapOptions,
): Promise<EnrichedNetwork> {
  const url = new URL(`ip/${address}`, base);
  const response = await http.send({
    ...target(url),
    headers: { accept: 'application/rdap+json' },
    about: { what: `RDAP of ${registry}` },
    idleMs: LOOKUP_LIMITS.rdapIdleMs,
    totalMs: LOOKUP_LIMITS.rdapTotalMs,
    maxBytes: LOOKUP_LIMITS.rdapAnswerBytes,
    signal,
    // A registry sends clients on to another one that a network was transferred to (RFC 7480, 5.2).
    redirects: everyServer,
    accepts: (status) => status === 200 || status === NOTHING_KNOWN,
  });
  if (response.status === NOTHING_KNOWN) {
    response.discard();
    return { network: wholeNetwork(address) };
  }
  const answer = readAnswer(await response.json(), address);
  if (!answer)
    throw new SundialError('net-malformed', {
      what: `RDAP of ${registry}`,
      problem: 'it is not about a network with the address that was asked for',
    });
  return { network: coveredNetwork(address, answer.first, answer.last), registry, ...answer.values };
}
