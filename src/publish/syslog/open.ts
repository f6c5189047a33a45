// The output to syslog: writes events and changes of findings as CEF, and sends them over TCP, TLS or
// UDP, or appends them to files.
import { hostname as machineName } from 'node:os';
import { SundialError } from '../../domain/errors.js';
import { type CefWriter, cefFindingWriter, cefWriter } from '../../mapping/index.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { FileWay } from './file-way.js';
import type { MessageFacts } from './message.js';
import { NetworkWay } from './network-way.js';
import { type SyslogEntry, syslogTarget } from './target.js';
import type { Way } from './way.js';

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-field` */
export async function openSyslog(
  entry: SyslogEntry,
  context: Pick<OutputContext, 'catalogue' | 'clock' | 'folder'>,
): Promise<Output> {
  checkSettings(entry);
  const { other_columns: others, format_fields } = entry.values;
  const { catalogue } = context;
  return new SyslogOutput(wayOf(entry, context), {
    ...{ write: cefWriter(catalogue, format_fields), others },
    writeFinding: cefFindingWriter(catalogue, format_fields),
  });
}

/** @throws SundialError `output-setting` */
function checkSettings({ name, values, keys }: SyslogEntry): void {
  const { transport, ca_file, host, path } = values;
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  if (transport === 'file') {
    if (path === '') throw refuse('path', 'is missing', 'the folder for the files');
    if (host !== '') throw refuse('host', 'is set, but the transport is file', 'no host');
  } else {
    if (host === '') throw refuse('host', 'is missing', 'the name or address of the receiver');
    if (path !== '') throw refuse('path', `is set, but the transport is ${transport}`, 'transport: file');
  }
  if (ca_file !== '' && transport !== 'tls')
    throw refuse('ca_file', `is set, but the transport is ${transport}`, 'transport: tls');
  if (keys.fields.length > 0)
    throw refuse('fields', 'is set, but records of CEF are made from all columns', 'no fields');
}

function wayOf(entry: SyslogEntry, { clock, folder: own }: Pick<OutputContext, 'clock' | 'folder'>): Way {
  const { transport, facility, hostname, path: folder, max_bytes } = entry.values;
  if (transport === 'file') {
    const what = `output ${entry.name} (files in ${folder})`;
    return new FileWay({ folder, what, maxBytes: max_bytes || LINE_BYTES, clock, own });
  }
  const sender = { facility, hostname: hostname || machineName() };
  return new NetworkWay(syslogTarget(entry, transport), sender);
}

/** Of a line in a file, whose readers have limits of their own. */
const LINE_BYTES = 16 * 1024 * 1024;

/** The same text whenever a batch that begins with the same message is sent again. */
function nameOf(batch: Batch): string {
  if (batch.carries === 'reports') throw new Error('syslog carries no reports');
  if (batch.carries === 'findings') return `findings ${batch.findings[0]?.id}`;
  const { occasion, withdrawn, appeared } = batch;
  return `${occasion} ${withdrawn[0] ? 'withdrawn' : 'appeared'} ${(withdrawn[0] ?? appeared[0])?.id}`;
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
    private readonly way: Way,
    private readonly record: Records,
  ) {}

  check(signal: AbortSignal): Promise<OutputView> {
    return this.way.check(signal);
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const messages: Buffer[] = [];
    const refused: Refusal[] = [];
    for (const { id, record } of this.recordsOf(batch)) {
      const message = this.way.encode(record);
      const error = this.tooLong(id, message.length);
      if (error) refused.push({ id, error });
      else messages.push(message);
    }
    if (messages.length > 0) await this.way.send(messages, nameOf(batch), signal);
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
    const { what, maxBytes: limit } = this.way;
    return bytes > limit
      ? new SundialError('syslog-too-long', { what, message: id, bytes, limit })
      : undefined;
  }
}
