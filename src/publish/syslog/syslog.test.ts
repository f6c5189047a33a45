// Checks the output to syslog: what counts as sent over TCP and TLS, datagrams, sizes, and hostile values.
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderWith } from '../../config/testing/folder.js';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import { batchOf, syslogTo } from './testing/output.js';
import { type SyslogReceiver, startDatagramReceiver, startSyslogReceiver } from './testing/receiver.js';

const eventNumber = (number: number) => eventOf(['ip'], { ip: `192.0.2.${number}` });
const failureOf = (work: Promise<unknown>): Promise<SundialError> =>
  work.then(() => {
    throw new Error('it did not fail');
  }, asSundialError);

describe('over TCP', () => {
  let receiver: SyslogReceiver;
  beforeEach(async () => {
    receiver = await startSyslogReceiver();
  });
  afterEach(() => receiver.stop());
  const output = (values = {}) => syslogTo({ port: receiver.port, ...values });
  const sources = () => receiver.messages.map(({ cef }) => cef.pairs.get('src'));

  it('sends withdrawals before new events, each with its own length', async () => {
    const siem = await output({ facility: 'local4' });
    expect(await siem.deliver!(batchOf([eventNumber(1), eventNumber(2)], [eventNumber(3)]), NEVER)).toEqual(
      [],
    );
    expect(receiver.faults).toEqual([]);
    expect(sources()).toEqual(['192.0.2.3', '192.0.2.1', '192.0.2.2']);
    expect(receiver.messages.map(({ cef }) => cef.pairs.get('act'))).toEqual([
      'withdrawn',
      'appeared',
      'appeared',
    ]);
    expect(receiver.messages[0]).toMatchObject({
      facility: 20,
      severity: 4,
      time: '-',
      host: 'sender.example.com',
    });
    expect((await siem.check(NEVER)).sentence).toBe(`127.0.0.1:${receiver.port} accepts connections`);
  });

  it('has the time and severity of the event', async () => {
    const cells = { timestamp: '2026-01-15 00:01:02', severity: 'critical', ip: '192.0.2.1' };
    await (await output()).deliver!(batchOf([eventOf(Object.keys(cells), cells)]), NEVER);
    expect(receiver.messages[0]).toMatchObject({
      facility: 16,
      severity: 2,
      time: '2026-01-15T00:01:02.000Z',
    });
  });

  it('sends changes of findings', async () => {
    const findings = [findingOf({}), findingOf({ id: 'f1-2', changes: ['resolved'], state: 'resolved' })];
    expect(await (await output()).deliver!({ carries: 'findings', findings }, NEVER)).toEqual([]);
    expect(receiver.faults).toEqual([]);
    expect(receiver.messages).toMatchObject([
      { severity: 3, time: '2026-01-16T06:00:00.000Z' },
      { severity: 3, time: '2026-01-16T06:00:00.000Z' },
    ]);
    expect(receiver.messages.map(({ cef }) => cef.pairs.get('outcome'))).toEqual(['open', 'resolved']);
  });

  it('names no host that would break the header', async () => {
    await (await output({ hostname: 'a b\n- - - -' })).deliver!(batchOf([eventNumber(1)]), NEVER);
    expect(receiver.messages[0]!.host).toBe('-');
  });

  it.each([
    '\n<13>1 - - - - - - CEF:0|x|x|1|1|x|1|src=203.0.113.1',
    '99999 <13>1 - - - - - -',
    '\u00e9\u{1f600}'.repeat(50),
    '] [x@1 a="b\\"]',
    'nul\0nul',
    'a|b=c\\',
  ])('keeps %j in its place', async (banner) => {
    const cells = { ip: '192.0.2.1', banner, hostname: banner };
    await (await output()).deliver!(batchOf([eventOf(Object.keys(cells), cells), eventNumber(2)]), NEVER);
    expect(receiver.faults).toEqual([]);
    const held = receiver.held();
    expect(held).toHaveLength(2);
    expect(held[0]!.fields).toMatchObject(cells);
  });

  it('refuses what a receiver would cut, and sends the rest', async () => {
    const large = eventOf(['ip', 'banner'], { ip: '192.0.2.1', banner: 'é'.repeat(5_000) });
    const [refusal, ...others] = await (await output()).deliver!(batchOf([large, eventNumber(2)]), NEVER);
    expect(others).toEqual([]);
    expect(refusal!.id).toBe(large.id);
    expect(refusal!.error.message).toMatch(/has 10\d{3} bytes, more than 8192/);
    expect(sources()).toEqual(['192.0.2.2']);
    const short = await output({ other_columns: false });
    expect(await short.deliver!(batchOf([large]), NEVER)).toEqual([]);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes the connection at once', (socket) => socket.end()],
    ['refuses it after accepting it', (socket) => socket.destroy()],
    ['resets it', (socket) => socket.resetAndDestroy()],
  ])('does not count what a receiver never read that %s', async (_what, greet) => {
    receiver.greet = greet;
    const siem = await output();
    const failure = await failureOf(siem.deliver!(batchOf([eventNumber(1)]), NEVER));
    // A reset may also arrive before the connection is known to be open.
    expect(failure.code).toMatch(/^syslog-(cut|unreachable)$/);
    expect(failure.row.retry).toBe(true);
    receiver.greet = () => {};
    await siem.deliver!(batchOf([eventNumber(1)]), NEVER);
    expect(receiver.held()).toHaveLength(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['ends in the middle', (socket) => socket.destroy()],
    ['crashes after reading a part', (socket) => socket.resetAndDestroy()],
  ])('does not count a batch whose receiver %s', async (_what, stop) => {
    // More than the buffers of both sides hold, so that a part is still on its way.
    const events = Array.from({ length: 3_000 }, (_, number) =>
      eventOf(['ip', 'banner'], { ip: '192.0.2.1', banner: `${number} ${'a'.repeat(4_000)}` }),
    );
    receiver.reading = (socket, bytes) => bytes > 1_000_000 && stop(socket);
    const failure = await failureOf((await output()).deliver!(batchOf(events), NEVER));
    expect(failure.code).toBe('syslog-cut');
  });

  it('ends at the signal while a receiver does not read', async () => {
    receiver.greet = (socket) => socket.pause();
    const stop = new AbortController();
    const delivery = failureOf((await output()).deliver!(batchOf([eventNumber(1)]), stop.signal));
    stop.abort(new Error('stopped'));
    expect((await delivery).message).toContain('stopped');
  });

  it('says that nothing listens', async () => {
    const siem = await output();
    await receiver.stop();
    const failure = await failureOf(siem.deliver!(batchOf([eventNumber(1)]), NEVER));
    expect(failure).toMatchObject({ code: 'syslog-unreachable', row: { retry: true } });
    expect(failure.message).toContain(
      `output siem (syslog at 127.0.0.1:${receiver.port}, tcp) cannot be reached`,
    );
    receiver = await startSyslogReceiver();
  });
});

describe('over TLS', () => {
  const certificate = selfSigned('localhost');
  const trusted = async () => `${await folderWith({ 'ca.pem': certificate.cert })}/ca.pem`;

  it('sends to a receiver that it trusts', async () => {
    const receiver = await startSyslogReceiver(certificate);
    const place = { transport: 'tls', host: 'localhost', port: receiver.port } as const;
    const siem = await syslogTo({ ...place, ca_file: await trusted() });
    expect(Object.fromEntries((await siem.check(NEVER)).facts).encryption).toMatch(/^TLSv1\.[23]$/);
    expect(await siem.deliver!(batchOf([eventNumber(1)]), NEVER)).toEqual([]);
    expect(receiver.held()).toHaveLength(1);
    const other = await syslogTo(place);
    expect(await failureOf(other.deliver!(batchOf([eventNumber(2)]), NEVER))).toMatchObject({
      ...{ code: 'syslog-tls', row: { retry: false } },
    });
    expect(receiver.held()).toHaveLength(1);
    await receiver.stop();
  });

  it('does not send to a receiver without TLS', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) =>
      socket.on('data', (chunk) => received.push(chunk)).write('hello\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as { port: number };
    const siem = await syslogTo({ transport: 'tls', host: 'localhost', port, ca_file: await trusted() });
    expect((await failureOf(siem.deliver!(batchOf([eventNumber(1)]), NEVER))).code).toBe('syslog-tls');
    expect(Buffer.concat(received).includes('CEF')).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is needed for a certificate', async () => {
    expect((await failureOf(syslogTo({ ca_file: '/x.pem' }))).message).toContain(
      'outputs.siem.ca_file is set',
    );
  });
});

describe('over UDP', () => {
  it('sends a datagram for each message, and none above the limit', async () => {
    const receiver = await startDatagramReceiver();
    const siem = await syslogTo({ transport: 'udp', port: receiver.port });
    const large = eventOf(['ip', 'banner'], { ip: '192.0.2.1', banner: 'a'.repeat(2_000) });
    const refused = await siem.deliver!(batchOf([eventNumber(1), large, eventNumber(2)]), NEVER);
    expect(refused.map(({ id }) => id)).toEqual([large.id]);
    expect(refused[0]!.error.message).toMatch(/has 2\d{3} bytes, more than 2048/);
    await receiver.arrived(2);
    expect(receiver.messages.map(({ cef }) => cef.pairs.get('src'))).toEqual(['192.0.2.1', '192.0.2.2']);
    expect((await siem.check(NEVER)).sentence).toContain('whether they arrive cannot be known');
    await receiver.stop();
  });

  it('never sends a message that no datagram holds, whatever the limit', async () => {
    const receiver = await startDatagramReceiver();
    const siem = await syslogTo({ transport: 'udp', port: receiver.port, max_bytes: 1_000_000 });
    const event = (bytes: number) => eventOf(['banner'], { banner: 'a'.repeat(bytes) }, SLICE);
    const [refusal, ...others] = await siem.deliver!(batchOf([event(65_507), event(60_000)]), NEVER);
    expect(others).toEqual([]);
    expect(refusal!.error.message).toContain('more than 65507');
    await receiver.arrived(1);
    await receiver.stop();
  });
});
