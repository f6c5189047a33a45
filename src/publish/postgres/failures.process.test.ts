// Checks how the output to PostgreSQL fails: which error says what, that a failed batch leaves nothing behind, and that
// sending it again heals everything, also after kills of the server.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cuttingProxy } from '../../collect/testing/tcp-faults.js';
import type { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { PASSWORD, type Postgres, startPostgres, whyNoPostgres } from '../../enrich/testing/postgres.js';
import { freePort } from '../../net/testing/free-port.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { deliver, outputTo } from './testing/output.js';

const missing = whyNoPostgres();
if (missing) console.warn(`Failures of the output to PostgreSQL are not tested: ${missing}`);

const events = (from: number, number: number) =>
  Array.from({ length: number }, (_, at) =>
    eventOf(['ip', 'port', 'banner'], { ip: '192.0.2.1', port: String(from + at), banner: 'x'.repeat(200) }),
  );

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the output to PostgreSQL', () => {
  let server: Postgres;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startPostgres();
    await server.run("CREATE ROLE writer LOGIN PASSWORD 'writer'; CREATE ROLE idle LOGIN PASSWORD 'idle'");
  });
  afterAll(() => server?.stop());

  async function world(values: Record<string, unknown> = {}) {
    const name = `base_${++made}`;
    await server.run(`CREATE DATABASE ${name}`);
    const output = await outputTo(server.port, name);
    await output.prepare(NEVER);
    const run = (sql: string) => server.run(sql, name);
    const stored = async () => Number((await run('SELECT count(*) FROM ss_events')).rows[0].count);
    return { name, output, run, stored, again: () => outputTo(server.port, name, values) };
  }

  /** The code and the message, which contains no secret. */
  async function failure(work: Promise<unknown>): Promise<string> {
    const thrown = (await work.then(
      () => ({ code: 'none', message: '' }),
      (error) => error,
    )) as SundialError;
    expect(thrown.message).not.toContain(PASSWORD);
    expect(thrown.message).not.toContain('wrong-horse');
    return `${thrown.code}: ${thrown.message}`;
  }
  const checked = async (output: Promise<Output>) => {
    const one = await output;
    return failure(one.check(NEVER).finally(() => one.close()));
  };

  it('names a server that refuses connections', async () => {
    expect(await checked(outputTo(await freePort(), 'postgres'))).toMatch(
      /^postgres-unreachable: output postgres \(database postgres at 127.0.0.1\) cannot be reached/,
    );
  });

  it('names a wrong password, and a database that does not exist', async () => {
    const wrong = outputTo(server.port, 'postgres', { password: new Secret('wrong-horse') });
    expect(await checked(wrong)).toMatch(/^postgres-auth: .*password authentication failed/);
    expect(await checked(outputTo(server.port, 'nowhere'))).toMatch(
      /^postgres-tables: .*"nowhere" does not exist/,
    );
  });

  it('checks the certificate if it has to', async () => {
    const strict = { tls: 'verify-full' };
    expect(await checked(outputTo(server.port, 'postgres', strict))).toMatch(/^postgres-tls: .*certificate/);
    const named = outputTo(server.port, 'postgres', { ...strict, host: 'localhost', ca_file: server.caFile });
    expect(await checked(named)).toMatch(/^postgres-tls: .*localhost/);
    const trusted = await outputTo(server.port, 'postgres', { ...strict, ca_file: server.caFile });
    expect(Object.fromEntries((await trusted.check(NEVER)).facts)).toMatchObject({ encryption: 'TLSv1.3' });
    await trusted.close();
  });

  it('does without encryption only if it may', async () => {
    await server.run('ALTER SYSTEM SET ssl = off');
    await server.run('SELECT pg_reload_conf()');
    // A new connection may still be accepted by the old settings for a moment.
    await expect
      .poll(() => checked(outputTo(server.port, 'postgres', { tls: 'require' })))
      .toMatch(/^postgres-tls: .*does not support SSL/);
    const plain = await outputTo(server.port, 'postgres', { tls: 'prefer' });
    expect(Object.fromEntries((await plain.check(NEVER)).facts)).toMatchObject({ encryption: 'none' });
    await plain.close();
    await server.run('ALTER SYSTEM RESET ssl');
    await server.run('SELECT pg_reload_conf()');
  });

  it('names missing rights before anything is sent, and when they are taken away', async () => {
    const { name, run, output } = await world();
    const writer = { user: 'writer', password: new Secret('writer') };
    expect(await checked(outputTo(server.port, name, writer))).toMatch(
      /^postgres-rights: .*user writer lacks rights \(no SELECT on ss_events, .*run GRANT .* to "writer"/,
    );
    await server.run('CREATE DATABASE empty');
    expect(await checked(outputTo(server.port, 'empty', writer))).toMatch(/no CREATE on schema public/);
    await run(
      'ALTER ROLE idle SET default_transaction_read_only = on; GRANT ALL ON ALL TABLES IN SCHEMA public TO idle',
    );
    const idle = { user: 'idle', password: new Secret('idle') };
    expect(await checked(outputTo(server.port, name, idle))).toMatch(/^postgres-rights: .*read-only/);
    const reading = await outputTo(server.port, name, idle);
    expect(await failure(deliver(reading, events(0, 1)))).toMatch(
      /^postgres-rights: .*read-only transaction/,
    );
    await reading.close();
    await output.close();
  });

  it.each([
    ['a full disk', '53100', 'postgres-busy'],
    ['too many connections', '53300', 'postgres-unreachable'],
    ['a deadlock', '40P01', 'postgres-busy'],
    ['a statement that takes too long', '57014', 'postgres-timeout'],
    ['a server that stops', '57P01', 'postgres-unreachable'],
    ['a trigger of its own', 'P0001', 'postgres-refused'],
  ])('rolls back a batch that ends with %s, and sends it again', async (_of, state, code) => {
    const { output, run, stored } = await world();
    await deliver(output, events(0, 10));
    await run(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.port = 15 THEN RAISE 'made to fail' USING ERRCODE = '${state}'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON ss_events FOR EACH ROW EXECUTE FUNCTION fail()`);
    expect(await failure(deliver(output, events(10, 10)))).toMatch(`${code}: `);
    expect(await stored()).toBe(10);
    await run('DROP TRIGGER fail ON ss_events');
    expect(await deliver(output, events(10, 10))).toEqual([]);
    expect(await stored()).toBe(20);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 20 }]);
    await output.close();
  });

  it('ends at its signal while the server lets it wait', async () => {
    const { name, output, run, stored } = await world();
    await deliver(output, events(0, 1));
    const blocking = run('BEGIN; LOCK ss_events IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)').catch(
      () => 'ended',
    );
    const waiting = (who: string) =>
      `SELECT pid FROM pg_stat_activity WHERE datname = '${name}' AND ${who} AND pid <> pg_backend_pid()`;
    const count = async (who: string) => (await server.run(waiting(who))).rows.length;
    await expect.poll(() => count("query LIKE '%pg_sleep%'")).toBe(1);
    const controller = new AbortController();
    const sending = deliver(output, events(1, 1), [], SLICE, controller.signal);
    await expect.poll(() => count("wait_event_type = 'Lock'")).toBe(1);
    controller.abort(new Error('told to stop'));
    await expect(sending).rejects.toThrow('told to stop');
    await server.run(waiting('true').replace('pid FROM', 'pg_terminate_backend(pid) FROM'));
    await blocking;
    expect(await deliver(output, events(1, 1))).toEqual([]);
    expect(await stored()).toBe(2);
    await output.close();
  });

  it.each([200, 900, 1_500, 3_000])('heals a connection that is cut after %d bytes', async (bytes) => {
    const { name, output, stored } = await world();
    await output.close();
    const proxy = await cuttingProxy(server.port, bytes);
    const through = await outputTo(proxy.port, name, { tls: 'disable' });
    // The cut may fall behind the first batch.
    for (const from of [0, 0, 3_000, 3_000]) {
      const outcome = await failure(deliver(through, events(from, 3_000)));
      expect(outcome).toMatch(/^(postgres-unreachable|none): /);
      expect([0, 3_000, 6_000]).toContain(await stored());
    }
    expect(await stored()).toBe(6_000);
    await through.close();
    await proxy.stop();
  });

  it('loses and doubles nothing when the server is killed again and again', async () => {
    const { name, output, stored } = await world();
    const batches = Array.from({ length: 12 }, (_, at) => events(at * 1_000, 1_000));
    const untilTaken = async (told: Parameters<typeof deliver>) => {
      while ((await failure(deliver(...told))) !== 'none: ') await pause(20);
    };
    const sending = (async () => {
      for (const batch of batches) await untilTaken([output, batch]);
      await untilTaken([output, [], batches[0]]);
    })();
    for (let kills = 0; kills < 3; kills++) {
      await pause(150 + 250 * kills);
      await server.crash();
      await server.revive();
    }
    await sending;
    expect(await stored()).toBe(11_000);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 11_000 }]);
    const next = await outputTo(server.port, name);
    await deliver(next, batches[5]!);
    expect(await stored()).toBe(11_000);
    await output.close();
    await next.close();
  });
});
