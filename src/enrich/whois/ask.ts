// Asks a WHOIS server about many addresses in one connection, in the bulk form of Team Cymru, and matches the answers to
// the questions.
import { formatAddress, parseAddress } from '../../domain/address.js';
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { shownWords } from '../../net/index.js';
import { counted } from '../../text/index.js';
import { chosenOrigin, type Origin, readOrigin } from './answer.js';
import { BrokenConnection, type ConnectionLimits, converse, type WhoisServer } from './connection.js';

/** What one connection brought. */
export interface WhoisResult {
  /** One origin for each address that was answered, in the order of the questions. */
  readonly origins: readonly Origin[];
  /** Why the rest was not answered. */
  readonly failure?: SundialError;
}

export interface WhoisOptions {
  readonly server: WhoisServer;
  readonly signal?: AbortSignal | undefined;
  /** Other limits than the usual ones, for tests. */
  readonly limits?: Partial<ConnectionLimits> & { readonly strayLines?: number };
}

/** Words by which servers say that they were asked too much. */
const LIMITING = /limit|quota|too many|exceed|denied|block|banned|try again|busy/i;

const CODES: Readonly<Record<BrokenConnection['kind'], ErrorCode>> = {
  unreachable: 'net-unreachable',
  timeout: 'net-timeout',
  cut: 'net-cut',
  'too-large': 'net-too-large',
  cancelled: 'net-cancelled',
};

/**
 * Asks for the origins of addresses. A failure does not cost what arrived before it.
 *
 * @param addresses at most `LOOKUP_LIMITS.whoisAddresses` single addresses
 */
export async function askWhois(addresses: readonly string[], options: WhoisOptions): Promise<WhoisResult> {
  const answers = new Answers(addresses);
  const { server, signal, limits = {} } = options;
  const { strayLines = LOOKUP_LIMITS.whoisStrayLines } = limits;
  let failure: SundialError | undefined;
  try {
    const all = { ...usualLimits(addresses.length), ...limits };
    for await (const line of converse(server, bulkQuestion(answers.asked), all, signal)) {
      answers.take(line);
      if (answers.strays > strayLines) break;
    }
    failure = answers.missing > 0 ? unanswered(answers, server) : undefined;
  } catch (thrown) {
    if (!(thrown instanceof BrokenConnection)) throw thrown;
    // Some servers leave the connection open after the last answer.
    failure = answers.missing > 0 ? asError(thrown, answers, server, addresses.length) : undefined;
  }
  return { origins: answers.origins(), ...(failure && { failure }) };
}

/** The question of the bulk form: `begin`, the option `verbose`, an address on each line, and `end`. */
export function bulkQuestion(addresses: Iterable<string>): string {
  return ['begin', 'verbose', ...addresses, 'end', ''].join('\n');
}

/** The answers to a set of addresses as they arrive, in any order. */
class Answers {
  private readonly known: ReadonlyMap<string, Origin[]>;
  private left: number;
  /** Lines that are no answer to any question. */
  strays = 0;
  /** The last words of the server that are no answer. */
  said = '';

  constructor(addresses: readonly string[]) {
    this.known = new Map(addresses.map((address) => [canonical(address), []]));
    this.left = this.known.size;
  }

  get asked(): Iterable<string> {
    return this.known.keys();
  }

  get missing(): number {
    return this.left;
  }

  take(line: string): void {
    const origin = readOrigin(line);
    const origins = origin && this.known.get(origin.address);
    if (!origins) {
      this.stray(line);
      return;
    }
    if (origins.length === 0) this.left--;
    if (origins.length < MOST_ORIGINS) origins.push(origin);
  }

  origins(): Origin[] {
    return [...this.known.values()].filter((origins) => origins.length > 0).map(chosenOrigin);
  }

  private stray(line: string): void {
    // "Bulk mode; whois.cymru.com [2026-01-15 07:30:00 +0000]" precedes the answers.
    if (line === '' || line.startsWith('Bulk mode')) return;
    this.strays++;
    if (!line.includes('|')) this.said = shownWords(line, []);
  }
}

/** Origins of one address that are compared; anycast networks have a handful. */
const MOST_ORIGINS = 16;

function usualLimits(addresses: number): ConnectionLimits {
  return {
    idleMs: LOOKUP_LIMITS.whoisIdleMs,
    totalMs: LOOKUP_LIMITS.whoisTotalMs,
    lineBytes: LOOKUP_LIMITS.whoisLineBytes,
    answerBytes: LOOKUP_LIMITS.whoisLineBytes + addresses * LOOKUP_LIMITS.whoisBytesPerAddress,
  };
}

/** The error for a connection that the server ended in an orderly way, without all answers. */
function unanswered({ said, missing, strays }: Answers, server: WhoisServer): SundialError {
  const details = { what: shownServer(server), host: server.host };
  if (LIMITING.test(said)) return new SundialError('net-busy', { ...details, problem: `it says: ${said}` });
  const answers = `${counted(missing, 'address', 'addresses')} without an answer`;
  if (strays === 0) return new SundialError('net-cut', { ...details, problem: answers });
  const problem = said === '' ? `${counted(strays, 'line')} without a question` : `it says: ${said}`;
  return new SundialError('net-malformed', { ...details, problem: `${answers}; ${problem}` });
}

function asError(
  { kind, message }: BrokenConnection,
  { said, missing }: Answers,
  server: WhoisServer,
  addresses: number,
): SundialError {
  const details = { what: shownServer(server), host: server.host };
  if (LIMITING.test(said)) return new SundialError('net-busy', { ...details, problem: `it says: ${said}` });
  const left = counted(missing, 'address', 'addresses');
  const problem = missing < addresses ? `${message}, with ${left} without an answer` : message;
  const limit = `${LOOKUP_LIMITS.whoisBytesPerAddress} bytes for each address`;
  return new SundialError(CODES[kind], { ...details, problem, limit });
}

const shownServer = ({ host, port }: WhoisServer): string => `whois ${host}:${port}`;

function canonical(address: string): string {
  return formatAddress(parseAddress(address)!.first);
}
