// The output to Kafka: sends batches of records, and finds the messages that the brokers refuse.
import type { SundialError } from '../../domain/errors.js';
import type { Carried } from '../../domain/output-entry.js';
import { type Body, bodiesOf } from '../body/body.js';
import { type BodyForm, bodyForm } from '../body/form.js';
import { portionsOf, sendHalving } from '../body/portions.js';
import { BrokerConnection } from '../broker/connection.js';
import { others, refusal, tooLarge } from '../broker/refusal.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { describeCluster } from './describe.js';
import { asKafkaError, contentProblem } from './failure.js';
import { KafkaLink } from './link.js';
import { checkRecords, recordOf } from './record.js';
import { type KafkaEntry, type KafkaTarget, kafkaTarget } from './target.js';

/** Bytes of a record besides its value: the key and the headers with their lengths. */
const RECORD_BYTES = 512;

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openKafka(entry: KafkaEntry, context: OutputContext): Promise<Output> {
  const { name, values, keys } = entry;
  checkRecords(name, values);
  const form = await bodyForm(entry, context);
  return new Kafka(values, kafkaTarget(entry), keys.carries as readonly Carried[], form);
}

class Kafka implements Output {
  private readonly connection: BrokerConnection<KafkaLink>;

  constructor(
    private readonly options: KafkaEntry['values'],
    private readonly target: KafkaTarget,
    private readonly carries: readonly Carried[],
    private readonly form: BodyForm,
  ) {
    this.connection = new BrokerConnection(
      target,
      () => KafkaLink.make(target),
      (thrown) => asKafkaError(thrown, target),
    );
  }

  check(signal: AbortSignal): Promise<OutputView> {
    const { topic } = this.options;
    return this.connection.run(signal, (link) => describeCluster(link, this.target, topic, this.carries));
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const bodies = bodiesOf(batch, this.form);
    const { maxBytes: bytes } = this.target;
    const refusals = tooLarge(this.target, bodies);
    const limits = { messages: bodies.length, bytes, extraBytes: RECORD_BYTES };
    for (const portion of portionsOf(others(bodies, refusals), limits))
      refusals.push(...(await sendHalving(portion, (part) => this.attempt(part, signal))));
    return refusals;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /**
   * Sends messages as one batch. After a failure the producer is replaced, because the driver no longer knows which
   * partitions accepted their part, and brokers would take the next part for a repetition.
   *
   * @returns the refusal of the messages' content by a broker
   */
  private async attempt(bodies: readonly Body[], signal: AbortSignal): Promise<SundialError | undefined> {
    const records = bodies.map((body) => recordOf(body, this.options));
    try {
      await this.connection.run(signal, (link) => link.send(records));
      return undefined;
    } catch (thrown) {
      const problem = contentProblem((thrown as Error).cause);
      if (problem === undefined) throw thrown;
      const advice = 'send fewer fields, or raise max.message.bytes of the topic';
      return refusal(this.target, bodies[0]!, problem, advice).error;
    }
  }
}
