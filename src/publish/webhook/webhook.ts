// The output to webhooks: posts signed requests, and finds the messages that the receiver refuses.
import { asSundialError, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { HttpClient, NET_CODES, publicAddresses, type Rejection, target } from '../../net/index.js';
import { checkAddress } from '../body/address.js';
import { type Body, bodiesOf } from '../body/body.js';
import { portionsOf, sendHalving } from '../body/portions.js';
import { checkHttpUrl } from '../http-url.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import type { WEBHOOK_OPTIONS } from './declaration.js';
import { bodyOf, CHECK, type Envelope, envelopeOf, requestId } from './envelope.js';
import { type SigningKeys, signingKeys } from './signature.js';

export type WebhookEntry = OutputEntry<EntryValues<typeof WEBHOOK_OPTIONS>>;

/** Statuses about the content of a request: another content may be accepted. */
const ABOUT_CONTENT: ReadonlySet<number> = new Set([400, 413, 422]);
/** Statuses that pass without a change: the request took too long, or came too early. */
const PASSING: ReadonlySet<number> = new Set([408, 425]);

/** Opens the output without connecting. @throws SundialError `output-setting` */
export async function openWebhook(entry: WebhookEntry, context: OutputContext): Promise<Output> {
  const { name, values } = entry;
  const { secret, previous_secret } = values;
  checkHttpUrl(name, values, 'no user and password; the signature proves the sender');
  checkAddress(name, values.uri);
  return new Webhook(entry, signingKeys(name, { secret, previous_secret }), context);
}

class Webhook implements Output {
  private readonly http: HttpClient;
  private readonly what: string;
  private readonly url: URL;

  constructor(
    private readonly entry: WebhookEntry,
    private readonly keys: SigningKeys,
    private readonly context: Pick<OutputContext, 'clock' | 'env'>,
  ) {
    const { url, addresses } = entry.values;
    this.url = new URL(url);
    this.what = `webhook ${entry.name}`;
    this.http = new HttpClient({
      ...{ env: context.env, clock: context.clock },
      codes: { ...NET_CODES, redirect: 'webhook-address', 'not-found': 'webhook-address' },
      ...(addresses === 'public' && { addresses: publicAddresses() }),
    });
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const refused = await this.attempt(CHECK, [], signal);
    if (refused)
      throw new SundialError('webhook-check-refused', {
        ...{ what: this.what, problem: String(refused.details.problem) },
      });
    const { origin } = this.url;
    return {
      sentence: `${origin} accepted a signed request without messages`,
      facts: [
        ['receiver', origin],
        ['encryption', this.url.protocol === 'https:' ? 'TLS' : 'none'],
      ],
    };
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const { messages_per_request: messages, request_kib, uri } = this.entry.values;
    const envelope = envelopeOf(batch);
    const limits = { messages, bytes: request_kib * 1024, extraBytes: 1 };
    const refusals: Refusal[] = [];
    for (const portion of portionsOf(bodiesOf(batch, { uri }), limits))
      refusals.push(...(await sendHalving(portion, (part) => this.attempt(envelope, part, signal))));
    return refusals;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  /** Sends one request. @returns the receiver's refusal of the content; undefined if it accepted the request */
  private async attempt(
    envelope: Envelope,
    messages: readonly Body[],
    signal: AbortSignal,
  ): Promise<SundialError | undefined> {
    const body = bodyOf(envelope, messages);
    const ms = this.entry.values.timeout_seconds * 1000;
    const { secret, previous_secret } = this.entry.values;
    try {
      const answer = await this.http.send({
        ...{ ...target(this.url), method: 'POST', body, signal, idleMs: ms, totalMs: ms },
        headers: {
          'content-type': 'application/json',
          'user-agent': 'sundial',
          ...this.keys.headersFor(requestId(envelope, messages), this.context.clock(), body),
        },
        ...{
          about: { what: this.what },
          secrets: [secret, previous_secret],
          maxBytes: LIMITS.webhookAnswerBytes,
        },
        explain: (rejection) => this.explained(rejection, messages[0]?.id ?? ''),
      });
      // A connection is used again only after the answer was read.
      await answer.start();
      return undefined;
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (error.code === 'webhook-message-refused') return error;
      throw thrown;
    }
  }

  private explained({ status, problem, retryAfterMs }: Rejection, message: string): SundialError | undefined {
    const details = { what: this.what, host: this.url.host, problem };
    if (ABOUT_CONTENT.has(status))
      return new SundialError('webhook-message-refused', { ...details, message });
    if (status === 401 || status === 403) return new SundialError('webhook-auth', details);
    if (status === 410) return new SundialError('webhook-address', details);
    return PASSING.has(status) ? new SundialError('net-failed', { ...details, retryAfterMs }) : undefined;
  }
}
