// The output to syslog: writes events and changes of findings as CEF, and sends them over TCP, TLS or UDP.
import { hostname as machineName } from 'node:os';
import { SundialError } from '../../domain/errors.js';
import { type CefWriter, cefFindingWriter, cefWriter } from '../../mapping/index.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { sendDatagrams } from './datagrams.js';
import { withinBatch } from './failure.js';
import { type MessageFacts, octetCounted, type Sender, syslogMessage } from './message.js';
import { sendStream, tryStream } from './stream.js';
import { type SyslogEntry, type SyslogTarget, syslogTarget } from './target.js';

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-field` */
export async function openSyslog(
  entry: SyslogEntry,
  { catalogue }: Pick<OutputContext, 'catalogue'>,
): Promise<Output> {
  const { transport, ca_file, facility, hostname, other_columns, format_fields } = entry.values;
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: entry.name, key, problem, expected });
  if (ca_file !== '' && transport !== 'tls')
    throw refuse('ca_file', `is set, but the transport is ${transport}`, 'transport: tls');
  if (entry.keys.fields.length > 0)
    throw refuse('fields', 'is set, but records of CEF are made from all columns', 'no fields');
  return new SyslogOutput(
    syslogTarget(entry),
    { facility, hostname: hostname || machineName() },
    {
      write: cefWriter(catalogue, format_fields),
      writeFinding: cefFindingWriter(catalogue, format_fields),
      others: other_columns,
    },
  );
}

/** Writes records of CEF. */
interface Records {
  readonly write: CefWriter;
  readonly writeFinding: ReturnType<typeof cefFindingWriter>;
  /** Whether columns without a key are sent. */
  readonly others: boolean;
}

class SyslogOutput implements Output {
  constructor(
    private readonly target: SyslogTarget,
    private readonly sender: Sender,
    private readonly record: Records,
  ) {}

  async check(signal: AbortSignal): Promise<OutputView> {
    const { transport, host, port, maxBytes } = this.target;
    const place = `${host}:${port}`;
    if (transport === 'udp') {
      await withinBatch(this.target, signal, (ends) => sendDatagrams(this.target, [], ends));
      return {
        sentence: `messages will be sent to ${place} over UDP; whether they arrive cannot be known`,
        facts: [
          ['encryption', 'none'],
          ['largest message', `${maxBytes} bytes`],
        ],
      };
    }
    const encryption = await withinBatch(this.target, signal, (ends) => tryStream(this.target, ends));
    return {
      sentence: `${place} accepts connections`,
      facts: [
        ['encryption', encryption],
        ['largest message', `${maxBytes} bytes`],
      ],
    };
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const messages: Buffer[] = [];
    const refused: Refusal[] = [];
    for (const { id, record } of this.recordsOf(batch)) {
      const message = syslogMessage(record, this.sender);
      const error = this.tooLong(id, message.length);
      if (error) refused.push({ id, error });
      else messages.push(message);
    }
    if (messages.length > 0) await withinBatch(this.target, signal, (ends) => this.send(messages, ends));
    return refused;
  }

  async close(): Promise<void> {}

  /** The records of a batch, withdrawals first. */
  private *recordsOf(batch: Batch): Generator<{ readonly id: string; readonly record: MessageFacts }> {
    if (batch.carries === 'reports') throw new Error('syslog carries no reports');
    const { write, writeFinding, others } = this.record;
    if (batch.carries === 'findings') {
      for (const finding of batch.findings) yield { id: finding.id, record: writeFinding(finding) };
      return;
    }
    for (const event of batch.withdrawn)
      yield { id: event.id, record: write(event, { state: 'withdrawn', others }) };
    for (const event of batch.appeared)
      yield { id: event.id, record: write(event, { state: 'appeared', others }) };
  }

  private tooLong(id: string, bytes: number): SundialError | undefined {
    const { what, maxBytes: limit } = this.target;
    return bytes > limit
      ? new SundialError('syslog-too-long', { what, message: id, bytes, limit })
      : undefined;
  }

  private send(messages: readonly Buffer[], ends: AbortSignal): Promise<void> {
    if (this.target.transport === 'udp') return sendDatagrams(this.target, messages, ends);
    return sendStream(this.target, Buffer.concat(messages.map(octetCounted)), ends);
  }
}
