// The output to Splunk: sends events and findings to its HTTP Event Collector, and waits until they are indexed.
import type { Catalogue } from '../../catalogue/index.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { networkPace, type Pace } from '../../net/index.js';
import { counted } from '../../text/index.js';
import { portionsOf, type Sized, sendHalving } from '../body/portions.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { Collector } from './collector.js';
import { envelopesOf } from './envelope.js';
import { type Metadata, readMetadata, type SplunkEntry } from './target.js';

/** Opens the output without connecting. @throws SundialError `output-setting` */
export async function openSplunk(entry: SplunkEntry, context: OutputContext): Promise<Output> {
  const { clock, catalogue, pace = networkPace(clock) } = context;
  return new Splunk(new Collector(entry, context), readMetadata(entry), { entry, catalogue, pace });
}

interface Means {
  readonly entry: SplunkEntry;
  readonly catalogue: Catalogue;
  readonly pace: Pace;
}

/** The first pause between two questions whether events are indexed; it doubles with each further one. */
const ACK_PAUSE_MS = 500;
/** Splunk's manual asks clients for some seconds between questions. */
const ACK_PAUSE_MAX_MS = 10_000;

/** Objects of a request follow one another without anything between them. */
const NOTHING_BETWEEN = 0;

class Splunk implements Output {
  constructor(
    private readonly collector: Collector,
    private readonly metadata: Metadata,
    private readonly means: Means,
  ) {}

  /** Needs no event: the collector says whether it is well, whether it knows the token, and whether that acknowledges. */
  async check(signal: AbortSignal): Promise<OutputView> {
    const { url, acknowledge } = this.means.entry.values;
    const { host, protocol } = new URL(url);
    await this.collector.health(signal);
    await this.collector.checkToken(signal);
    if (acknowledge) await this.collector.indexed([0], signal);
    return {
      sentence: `the collector at ${host} is well and accepts the token; the index is not checked`,
      facts: [
        ['encryption', protocol === 'https:' ? 'TLS' : 'none'],
        ['acknowledgement', acknowledge ? 'of indexed events' : 'of received events only'],
        ['index', this.metadata.index || 'the default of the token'],
      ],
    };
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const { entry, catalogue } = this.means;
    const limits = {
      ...{ messages: Number.POSITIVE_INFINITY, bytes: entry.values.request_kib * 1024 },
      extraBytes: NOTHING_BETWEEN,
    };
    const acks: number[] = [];
    const refusals: Refusal[] = [];
    for (const portion of portionsOf(envelopesOf(batch, this.metadata, catalogue), limits))
      refusals.push(...(await sendHalving(portion, (part) => this.attempt(part, acks, signal))));
    await this.indexed(acks, signal);
    return refusals;
  }

  close(): Promise<void> {
    return this.collector.close();
  }

  /** Sends one request. @returns Splunk's refusal of the content; undefined if it accepted the request */
  private async attempt(
    envelopes: readonly Sized[],
    acks: number[],
    signal: AbortSignal,
  ): Promise<SundialError | undefined> {
    try {
      const ack = await this.collector.send(envelopes, signal);
      if (ack !== undefined) acks.push(ack);
      return undefined;
    } catch (thrown) {
      const { code, details } = asSundialError(thrown);
      if (code !== 'splunk-event-refused') throw thrown;
      return new SundialError(code, { ...details, message: envelopes[0]!.id });
    }
  }

  /** Waits until Splunk has indexed the requests. @throws SundialError `splunk-unacknowledged` */
  private async indexed(acks: readonly number[], signal: AbortSignal): Promise<void> {
    const { clock, sleep } = this.means.pace;
    const { ack_seconds: seconds } = this.means.entry.values;
    const end = clock().getTime() + seconds * 1000;
    const waiting = new Set(acks);
    for (let pause = ACK_PAUSE_MS; waiting.size > 0; pause = Math.min(2 * pause, ACK_PAUSE_MAX_MS)) {
      for (const ack of await this.collector.indexed([...waiting], signal)) waiting.delete(ack);
      const left = end - clock().getTime();
      if (waiting.size > 0 && left <= 0)
        throw this.collector.error('splunk-unacknowledged', 'no acknowledgement', {
          ...{ seconds, requests: counted(waiting.size, 'request') },
        });
      if (waiting.size > 0) await sleep(Math.min(pause, left), signal);
    }
  }
}
