// The mail benchmark: an mbox of report mails through archive, messages and store, and one message with a large report.

import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import { bodyText, letter, zipped } from '../src/collect/testing/mail-writer.js';
import { addDays } from '../src/domain/days.js';
import { measure, SUNDIAL } from './child.js';
import { startSeconds } from './ingest.js';
import { Random, writeReport } from './make-report.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface MailBench {
  readonly messages: number;
  /** Rows of the largest zipped report. */
  readonly maxRows: number;
  /** Bytes of the report in the large message, before encoding. */
  readonly largeBytes: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

interface Read {
  readonly messages: number;
  readonly rows: number;
  readonly bytes: number;
  /** The time of the whole command, and without starting the process and opening the store. */
  readonly seconds: number;
  readonly readSeconds: number;
  readonly messagesPerSecond: number;
  readonly peakBytes: number;
}

const MEGA = 1_000_000;
const ENV = { SUNDIAL_MAIL_SENDERS: '@example.com', SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com' };

/** Reads both mailboxes, each into a separate store. */
export async function benchMail(options: MailBench): Promise<Sheet> {
  const start = await startSeconds(options.folder);
  const many = await read(await manyMessages(options), start);
  const large = await read(await largeMessage(options), start);
  const line = (name: string, each: Read) => [
    name,
    figure(each.messages),
    figure(each.rows),
    figure(each.bytes / MEGA, 1),
    figure(each.seconds, 2),
    figure(each.readSeconds, 2),
    figure(each.messagesPerSecond, 1),
    mib(each.peakBytes),
  ];
  return {
    title: `mail: an mbox of ${figure(options.messages)} messages with zipped reports of 1 to ${figure(options.maxRows)} rows`,
    columns: ['', 'messages', 'rows', 'MB', 's whole', 's read', 'messages/s', 'peak RSS'],
    rows: [line('many', many), line('one large', large)],
    notes: [
      `starting takes ${figure(start, 2)} s; "read" is without it`,
      'read = find, archive, examine, unzip, archive the report, load, record; default settings',
      'the peak includes the engine; "one large" is one message with one report that is not zipped',
      machineNote(),
    ],
    figures: { many, large, startSeconds: start, ...machine() },
  };
}

interface Made {
  readonly file: string;
  readonly messages: number;
  readonly rows: number;
  readonly bytes: number;
}

async function manyMessages({ messages, maxRows, folder }: MailBench): Promise<Made> {
  const random = new Random(1);
  const types = loadCatalogue()
    .types()
    .filter(({ columns }) => columns.includes('timestamp'));
  const file = path.join(folder, 'many.mbox');
  const mbox = openSync(file, 'w');
  let bytes = 0;
  let total = 0;
  for (const [at, rows] of random.logUniform(messages, maxRows).entries()) {
    const { id: type, columns } = random.pick(types);
    const date = addDays('2026-01-01', at % 30);
    const name = `${date}-${type}-list${at}.csv`;
    const content = await reportBytes(folder, { columns, rows, date, seed: at });
    const text = { content: bodyText(`https://dl.example.com/token-${at}`, rows, String(content.length)) };
    bytes += append(mbox, letter({ headers: headersOf(at), leaves: [text, zipped(content, name)] }));
    total += rows;
  }
  closeSync(mbox);
  return { file, messages, rows: total, bytes };
}

async function largeMessage({ largeBytes, folder }: MailBench): Promise<Made> {
  const { columns } = loadCatalogue().describe('scan_ssl');
  const date = '2026-02-01';
  const sample = await reportBytes(folder, { columns, rows: 100, date, seed: 1 });
  const rows = Math.max(1, Math.ceil((largeBytes / sample.length) * 100));
  const content = await reportBytes(folder, { columns, rows, date, seed: 2 });
  const leaf = { type: 'text/csv', name: `${date}-scan_ssl-large.csv`, encoding: 'base64' as const, content };
  const file = path.join(folder, 'large.mbox');
  const mbox = openSync(file, 'w');
  const bytes = append(mbox, letter({ headers: headersOf(1), leaves: [leaf] }));
  closeSync(mbox);
  return { file, messages: 1, rows, bytes };
}

function headersOf(number: number): Record<string, string> {
  return { 'Message-ID': `<${number}@example.com>`, 'List-Id': `<list${number}.lists.example.com>` };
}

function append(mbox: number, message: Buffer): number {
  const whole = Buffer.concat([
    Buffer.from('From x@example.com Fri Jan 16 05:00:00 2026\n'),
    message,
    Buffer.from('\n'),
  ]);
  return writeSync(mbox, whole);
}

async function reportBytes(folder: string, shape: Parameters<typeof writeReport>[1]): Promise<Buffer> {
  const file = path.join(folder, 'report.csv');
  await writeReport(file, shape);
  return readFileSync(file);
}

async function read({ file, messages, rows, bytes }: Made, start: number): Promise<Read> {
  const data = `${file}-data`;
  mkdirSync(data);
  const run = await measure([SUNDIAL, 'mail', 'fetch', file, '--data-dir', data, '--json'], { env: ENV });
  const { totals } = JSON.parse(run.stdout) as {
    totals: Record<'reports' | 'accepted' | 'duplicate', number>;
  };
  // A generated row may equal another one.
  if (totals.reports !== messages || totals.accepted + totals.duplicate !== rows)
    throw new Error(`wrong counts: ${JSON.stringify(totals)} of ${messages} messages and ${rows} rows`);
  const readSeconds = Math.max(0.001, run.seconds - start);
  return {
    ...{ messages, rows, bytes, seconds: run.seconds, readSeconds, peakBytes: run.peakBytes },
    messagesPerSecond: messages / readSeconds,
  };
}
