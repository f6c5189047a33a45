// The output to IntelMQ: sends events to its collector for TCP, and counts those that it confirms.
import type { OutputEntry } from '../../domain/output-entry.js';
import { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { bodiesOf } from '../body/body.js';
import { type BodyForm, recordWriter } from '../body/form.js';
import { BrokerConnection } from '../broker/connection.js';
import { connectionError } from '../broker/failure.js';
import { others, tooLarge } from '../broker/refusal.js';
import type { BrokerTarget } from '../broker/target.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import type { INTELMQ_OPTIONS } from './declaration.js';
import { CollectorLink } from './link.js';

export type IntelmqEntry = OutputEntry<EntryValues<typeof INTELMQ_OPTIONS>>;

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openIntelmqOutput(entry: IntelmqEntry, context: OutputContext): Promise<Output> {
  const write = await recordWriter(entry, context);
  return new IntelmqOutput(targetOf(entry), { uri: '', write });
}

class IntelmqOutput implements Output {
  private readonly connection: BrokerConnection<CollectorLink>;

  constructor(
    private readonly target: BrokerTarget,
    private readonly form: BodyForm,
  ) {
    this.connection = new BrokerConnection(target, async () => new CollectorLink(target), connectionError);
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const { host, port, maxBytes } = this.target;
    await this.connection.run(signal, async () => {});
    await this.connection.close();
    return {
      sentence: `${host}:${port} accepts connections; whether it is a collector shows with the first event`,
      facts: [
        ['encryption', 'none'],
        ['largest event', `${maxBytes} bytes`],
      ],
    };
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const bodies = bodiesOf(batch, this.form);
    const refused = tooLarge(this.target, bodies);
    const sent = others(bodies, refused);
    if (sent.length === 0) return refused;
    await this.connection.run(signal, (link) => link.send(sent.map(({ json }) => json)));
    // The collector serves one connection at a time, and cannot be reloaded while it has one.
    await this.connection.close();
    return refused;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** The collector knows neither a sign-in nor encryption. */
function targetOf({ name, values: { host, port, timeout, max_bytes } }: IntelmqEntry): BrokerTarget {
  return {
    ...{ host, port, username: '', password: new Secret(''), tls: false, caFile: '' },
    ...{ seconds: timeout, maxBytes: max_bytes },
    what: `output ${name} (IntelMQ at ${host}:${port})`,
  };
}
