// Makes, shows, saves and sends digests by their command lines, to a real mail server on loopback.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import {
  type Received,
  type RunningServer,
  reply,
  startServer,
} from '../../../notify/testing/mail-servers.js';
import { Session } from '../../testing/session.js';
import { declareDigest } from './digest.js';

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo';
const row = (ip: string, day: string) => `"${day} 01:02:03",medium,${ip},udp,123,,ntp,64496,ZZ`;
const report = (day: string, ...addresses: string[]) => ({
  [`${day}-scan_ntp-example.csv`]: `${[HEAD, ...addresses.map((ip) => row(ip, day))].join('\n')}\n`,
});

const session = new Session(declareDigest);
let server: RunningServer;
let refusal: Error | undefined;

const DIGESTS = path.join(session.data, 'digests');
const saved = (name: string) => readFileSync(path.join(DIGESTS, name), 'utf8');
const note = (date: string) => JSON.parse(saved(`${date}.mail.json`));

/** The header of a message, its folded lines joined. */
const headOf = ({ raw }: Received) => raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n\s+/g, ' ');

beforeAll(async () => {
  server = await startServer({
    hideSTARTTLS: true,
    onRcptTo: (_address, _session, done) => done(refusal ?? null),
  });
  await session.ingest(report('2026-01-20', '192.0.2.1', '192.0.2.2'));
  await session.ingest(report('2026-01-21', '192.0.2.1', '192.0.2.3'));
});
beforeEach(() => {
  refusal = undefined;
  server.received.length = 0;
});
afterAll(async () => {
  await server.stop();
  await session.remove();
});

const mail = (given: NodeJS.ProcessEnv = {}): { env: NodeJS.ProcessEnv } => ({
  env: {
    USER: 'ada',
    SUNDIAL_SMTP_HOST: '127.0.0.1',
    SUNDIAL_SMTP_PORT: String(server.port),
    SUNDIAL_SMTP_TLS: 'none',
    SUNDIAL_MAIL_FROM: 'Sundial <sundial@example.org>',
    SUNDIAL_DIGEST_TO: 'soc@example.org, ada@example.org',
    ...given,
  },
});
const digest = (args: string, given?: NodeJS.ProcessEnv) =>
  session.run(['digest', ...args.split(' ')], mail(given));

describe('sundial digest', () => {
  it('prints the day, and saves the digest so that only its user can read it', async () => {
    const { out, code } = await digest('--date 2026-01-20');
    expect(code).toBe(EXIT.done);
    expect(out).toContain('Sundial digest of 2026-01-20');
    expect(out).toContain('TO BE HANDLED (2)');
    expect(out).toContain('No previous reports');
    for (const format of ['txt', 'html', 'json', 'csv'])
      expect(statSync(path.join(DIGESTS, `2026-01-20.${format}`)).mode & 0o777).toBe(0o600);
    expect(readdirSync(DIGESTS)).toHaveLength(4);
  });

  it('decides nothing before the first report is loaded', async () => {
    const { code, notes } = await session.run(['digest'], { data: `${session.data}-empty` });
    expect([code, notes]).toEqual([2, expect.stringContaining('no report is loaded yet')]);
  });

  it('prints the same each time', async () => {
    const [first, second] = [await digest('--date 2026-01-20'), await digest('--date 2026-01-20')];
    expect(second.out).toBe(first.out);
  });

  it.each([
    ['html', /^<!DOCTYPE html>/],
    ['json', /^\{\n {2}"date": "2026-01-20"/],
    ['csv', /^date,decision,reason/],
  ])('prints %s', async (format, begin) => {
    expect((await digest(`--date 2026-01-20 --format ${format}`)).out).toMatch(begin);
    const { out } = await digest(`--date 2026-01-20 --format ${format} --output in/digest`);
    expect(out).toBe('');
    expect(readFileSync(path.join(session.cwd, 'in', 'digest'), 'utf8')).toMatch(begin);
  });

  it('warns of a secret that ends, which would stop the mailbox', async () => {
    const { out } = await digest('--date 2026-01-20', {
      SUNDIAL_MAIL_SOURCE: 'graph',
      SUNDIAL_OAUTH_CLIENT_SECRET_EXPIRES: '2026-02-20',
    });
    expect(out.replaceAll(/\s+/g, ' ')).toContain('application of the source mail ends on 2026-02-20');
    await digest('--date 2026-01-20');
  });

  it('shows its background on request', async () => {
    const { notes } = await digest('--date 2026-01-20 --verbose');
    expect(notes).toContain('info: digest made date=2026-01-20');
    expect(notes).toContain('info: digest saved');
    expect(notes).toMatch(/Runs since the previous digest\n[\s\S]*ingest/);
    expect(notes).toMatch(/Reports since the previous digest: 1 with 2 events\n[\s\S]*scan_ntp/);
  });

  it('covers the newest day with reports by default', async () => {
    const { out } = await session.run(['digest', '--json'], mail());
    expect(JSON.parse(out)).toMatchObject({ date: '2026-01-21', counts: { handle: 1, recent: 1 } });
  });

  it('refuses a day far after all reports, so that a mistyped date does not block other days', async () => {
    const { code, notes } = await digest('--date 2026-01-23');
    expect([code, notes]).toEqual([
      2,
      expect.stringContaining('the newest report or digest is of 2026-01-21'),
    ]);
  });

  it.each(['yesterday', '2026-01-20:2026-01-21'])('refuses --date %s', async (date) => {
    expect((await digest(`--date ${date}`)).code).toBe(EXIT.usage);
  });
});

describe('sundial digest --send', () => {
  it('sends text, HTML and CSV, with the headers of automatic mail', async () => {
    const { out, code } = await digest('--date 2026-01-21 --send');
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/was sent to 2 addresses as <sundial-digest-2026-01-21-[0-9a-f]{24}@example.org>/);
    const [message] = server.received;
    const { raw, to, from } = message!;
    const head = headOf(message!);
    expect({ from, to }).toEqual({ from: 'sundial@example.org', to: ['soc@example.org', 'ada@example.org'] });
    expect(head).toMatch(/^From: Sundial <sundial@example.org>$/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(head).toMatch(/^X-Sundial-Digest: 2026-01-21$/m);
    expect(head).toMatch(/^Subject: .*Sundial.*1_to_handle/m);
    for (const part of ['text/plain', 'text/html', 'text/csv', 'filename=sundial-digest-2026-01-21.csv'])
      expect(raw).toContain(part);
  });

  it('sends a digest once', async () => {
    const { out, code } = await digest('--date 2026-01-21 --send');
    expect(out).toContain('was sent already');
    expect(code).toBe(EXIT.done);
    expect(server.received).toEqual([]);
  });

  it('sends a digest again on request, under another Message-ID', async () => {
    const before = note('2026-01-21').message_id;
    const { out } = await session.run(['digest', '--date', '2026-01-21', '--again', '--json'], mail());
    const { status, messageId } = JSON.parse(out);
    expect(status).toBe('sent');
    expect(messageId).not.toBe(before);
    expect(note('2026-01-21')).toMatchObject({ state: 'sent', message_id: messageId });
    expect(server.received).toHaveLength(1);
  });

  it('sends a digest again under the same Message-ID if a kill left the sending unfinished', async () => {
    const left = { ...note('2026-01-21'), state: 'sending' };
    writeFileSync(path.join(DIGESTS, '2026-01-21.mail.json'), JSON.stringify(left));
    await digest('--date 2026-01-21 --send');
    expect(headOf(server.received[0]!)).toContain(`Message-ID: ${left.message_id}`);
    expect(note('2026-01-21').state).toBe('sent');
  });

  it('leaves a digest unsent if the server refuses it, and sends it later under the same Message-ID', async () => {
    refusal = reply(550, 'nobody here');
    const { notes, code } = await digest('--date 2026-01-20 --send');
    expect(code).toBe(EXIT.failed);
    expect(notes).toContain('refused the digest (550 nobody here)');
    const { state, message_id } = note('2026-01-20');
    expect(state).toBe('refused');
    refusal = undefined;
    await digest('--date 2026-01-20 --send');
    expect(note('2026-01-20')).toMatchObject({ state: 'sent', message_id });
  });

  it('needs a server, a sender and recipients, and decides nothing without them', async () => {
    const { notes, code } = await digest('--date 2026-01-22 --send', { SUNDIAL_SMTP_HOST: '' });
    expect(notes).toContain('smtp_host is not set');
    expect(code).toBe(EXIT.usage);
    expect(existsSync(path.join(DIGESTS, '2026-01-22.txt'))).toBe(false);
  });
});

describe('a day without anything new', () => {
  it('is sent as a heartbeat, or not sent, depending on the option', async () => {
    await session.ingest(report('2026-01-22', '192.0.2.1'));
    const silent = await digest('--date 2026-01-22 --send', { SUNDIAL_DIGEST_WHEN_EMPTY: 'false' });
    expect(silent.out).toContain('contains nothing new and was not sent');
    expect(server.received).toEqual([]);
    const { out } = await digest('--date 2026-01-22 --send', { SUNDIAL_DIGEST_ATTACH_CSV: 'false' });
    expect(out).toContain('was sent to 2 addresses');
    expect(server.received[0]!.raw).not.toContain('text/csv');
  });
});
