// Sends requests to Splunk's HTTP Event Collector, and turns its codes into errors that say who can act.
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { below, NET_CODES, type Rejection, shownWords, TrustingClient, target } from '../../net/index.js';
import type { Sized } from '../body/portions.js';
import type { OutputContext } from '../output-context.js';
import type { SplunkEntry } from './target.js';

const compressed = promisify(gzip);

/** The code of the collector in an answer; undefined if it is not one of the collector's. */
interface Reply {
  readonly code: number | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

export class Collector {
  private readonly http: TrustingClient;
  /** Names the requests of this output, so that Splunk can acknowledge them. */
  private readonly channel = randomUUID();

  constructor(
    private readonly entry: SplunkEntry,
    { env, clock }: Pick<OutputContext, 'clock' | 'env'>,
  ) {
    const codes = { ...NET_CODES, malformed: 'splunk-answer', redirect: 'splunk-address' } as const;
    this.http = new TrustingClient({ env, clock, codes, caFile: entry.values.ca_file });
  }

  get what(): string {
    return `output ${this.entry.name} (Splunk at ${this.url.host})`;
  }

  /** The health of the collector, which needs no token. @throws SundialError */
  async health(signal: AbortSignal): Promise<void> {
    await this.ask({ method: 'GET', path: 'health', signal });
  }

  /** Whether the token is valid: a request without events is refused with a code that says so. @throws SundialError */
  async checkToken(signal: AbortSignal): Promise<void> {
    const { code } = await this.ask({
      method: 'POST',
      path: 'event',
      body: Buffer.alloc(0),
      signal,
      also: NO_DATA,
    });
    if (code !== NO_DATA)
      throw this.error('splunk-answer', `a request without events was answered with code ${code}`);
  }

  /**
   * Sends envelopes.
   *
   * @returns the number by which Splunk acknowledges them; undefined without acknowledgement
   * @throws SundialError `splunk-event-refused` if other content may be accepted; other `splunk-*`, `net-*`
   */
  async send(envelopes: readonly Sized[], signal: AbortSignal): Promise<number | undefined> {
    const { acknowledge } = this.entry.values;
    const body = Buffer.from(envelopes.map(({ json }) => json).join(''));
    const { json } = await this.ask({ method: 'POST', path: 'event', body, signal });
    if (!acknowledge) return undefined;
    if (Number.isSafeInteger(json.ackId)) return json.ackId as number;
    throw this.channelError('the answer has no ackId, so the token does not acknowledge');
  }

  /** The numbers that are indexed. @throws SundialError */
  async indexed(acks: readonly number[], signal: AbortSignal): Promise<number[]> {
    const body = Buffer.from(JSON.stringify({ acks }));
    const { json } = await this.ask({ method: 'POST', path: `ack?channel=${this.channel}`, body, signal });
    const { acks: states } = json;
    if (typeof states !== 'object' || states === null) throw this.error('splunk-answer', 'it has no acks');
    return acks.filter((ack) => (states as Record<string, unknown>)[ack] === true);
  }

  error(
    code: ErrorCode,
    problem: string,
    more: Readonly<Record<string, string | number>> = {},
  ): SundialError {
    return new SundialError(code, { what: this.what, host: this.url.host, problem, ...more });
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private get url(): URL {
    return new URL(this.entry.values.url);
  }

  /** @param also a code of the collector that is an answer too */
  private async ask(asked: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly body?: Buffer;
    readonly signal: AbortSignal;
    readonly also?: number;
  }): Promise<Reply> {
    const { method, path, body, signal, also } = asked;
    const { token, timeout_seconds, gzip: compresses } = this.entry.values;
    const ms = timeout_seconds * 1000;
    // Only requests with events are large enough.
    const isCompressed = compresses && path === 'event' && body !== undefined && body.length > 0;
    const answer = await this.http.send({
      ...{
        ...target(below(this.url, `services/collector/${path}`)),
        method,
        signal,
        idleMs: ms,
        totalMs: ms,
        maxBytes: LIMITS.splunkAnswerBytes,
      },
      headers: {
        ...{ authorization: `Splunk ${token.reveal()}`, 'user-agent': 'sundial' },
        ...(this.entry.values.acknowledge && { 'x-splunk-request-channel': this.channel }),
        ...(body && { 'content-type': 'application/json' }),
        ...(isCompressed && { 'content-encoding': 'gzip' }),
      },
      ...(body && { body: isCompressed ? await compressed(body) : body }),
      ...{ about: { what: this.what }, secrets: [token] },
      accepts: (status) => status === 200 || (also !== undefined && status === 400),
      explain: (rejection) => this.explained(rejection),
    });
    const reply = replyOf(await answer.json());
    if (answer.status !== 200 && reply.code !== also) throw this.failureOf(answer.status, reply);
    return reply;
  }

  private explained(rejection: Rejection): SundialError | undefined {
    const { status, said, retryAfterMs } = rejection;
    const reply = readReply(rejection.body);
    if (reply) return this.failureOf(status, reply, retryAfterMs);
    if (status === 404 || (status >= 300 && status < 400))
      return this.error('splunk-address', rejection.problem);
    return status === 413
      ? this.error('splunk-event-refused', `HTTP 413: ${said || 'it is too large'}`)
      : undefined;
  }

  private failureOf(status: number, { code, json }: Reply, retryAfterMs = 0): SundialError {
    const text = typeof json.text === 'string' ? shownWords(json.text, [this.entry.values.token]) : '';
    const problem = `HTTP ${status}, code ${code}: ${text}`;
    const known = code === undefined ? undefined : CODES[code];
    if (known === 'splunk-channel') return this.channelError(problem);
    const fallback = status === 429 || status >= 500 ? 'splunk-busy' : 'splunk-answer';
    return this.error(known ?? fallback, problem, { ...(retryAfterMs > 0 && { retryAfterMs }) });
  }

  private channelError(problem: string): SundialError {
    const advice = this.entry.values.acknowledge
      ? 'enable indexer acknowledgement for the token, or set acknowledge: false'
      : 'set acknowledge: true, or disable indexer acknowledgement for the token';
    return this.error('splunk-channel', problem, { advice });
  }
}

const NO_DATA = 5;

/**
 * The codes of the collector: "Troubleshoot HTTP Event Collector", section "Possible error codes", of Splunk's manual
 * Getting Data In. Codes that are missing here count by their status: 24 and 25 warn of full queues and accept (200), 16 is
 * about tokens in the address, which Sundial never sends. 28 is no code of that page, but the answer of Splunk Cloud where
 * others send 10.
 */
const CODES: Readonly<Record<number, ErrorCode>> = {
  1: 'splunk-token',
  2: 'splunk-token',
  3: 'splunk-token',
  4: 'splunk-token',
  6: 'splunk-event-refused',
  7: 'splunk-index',
  8: 'splunk-busy',
  9: 'splunk-busy',
  10: 'splunk-channel',
  11: 'splunk-channel',
  12: 'splunk-event-refused',
  13: 'splunk-event-refused',
  14: 'splunk-channel',
  15: 'splunk-event-refused',
  18: 'splunk-busy',
  19: 'splunk-busy',
  20: 'splunk-busy',
  21: 'splunk-token',
  22: 'splunk-token',
  23: 'splunk-busy',
  26: 'splunk-busy',
  27: 'splunk-busy',
  28: 'splunk-channel',
};

function readReply(body: Buffer): Reply | undefined {
  try {
    const reply = replyOf(JSON.parse(body.toString('utf8')));
    return reply.code === undefined ? undefined : reply;
  } catch {
    return undefined;
  }
}

function replyOf(json: unknown): Reply {
  if (typeof json !== 'object' || json === null) return { code: undefined, json: {} };
  const { code } = json as Record<string, unknown>;
  return { code: typeof code === 'number' ? code : undefined, json: json as Record<string, unknown> };
}
