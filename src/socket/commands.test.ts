// Checks that a command runs in the service as it would in its own process: streams, interrupts, exit codes.
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandServer, findService, runInService, type ServedCommand, serveCommands } from './index.js';
import { makeSocketFolder, socketPath } from './path.js';

let folder: string;
let server: CommandServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-socket-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const REQUEST = { args: ['runs', '--json'], cwd: '/', env: { TZ: 'UTC' }, interactive: false, columns: 80 };

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly notes: string[];
}

/** Runs a command through the socket. `interrupt` receives what Ctrl-C calls. */
async function run(
  work: (command: ServedCommand) => Promise<number>,
  given: { stdin?: Readable; interrupt?: (stop: () => void) => void } = {},
): Promise<Ran> {
  server ??= await serveCommands(folder, work);
  const out: Buffer[] = [];
  const notes: string[] = [];
  const code = await runInService((await findService(folder))!, REQUEST, {
    stdin: () => given.stdin ?? Readable.from([]),
    stdout: new Writable({
      write: (chunk, _encoding, done) => {
        out.push(chunk);
        done();
      },
    }),
    note: (line) => void notes.push(line),
    draw: (line) => void notes.push(`drawn ${line}`),
    onInterrupt: (stop) => {
      given.interrupt?.(stop);
      return () => {};
    },
  });
  return { code, out: Buffer.concat(out).toString(), notes };
}

test('a command gets its words and surroundings, and its results come back byte for byte', async () => {
  const big = 'é€\u0000\n'.repeat(100_000);
  const ran = await run(async ({ request, stdout, note, draw }) => {
    expect(request).toEqual(REQUEST);
    note('first');
    draw('50 %');
    await new Promise((resolve) => stdout.write(big, resolve));
    note('last');
    return 3;
  });
  expect(ran.code).toBe(3);
  expect(ran.out === big).toBe(true);
  expect(ran.notes).toEqual(['first', 'drawn 50 %', 'last']);
});

test('its standard input is read where it is asked for, and not before', async () => {
  const lines = 'line\n'.repeat(50_000);
  const read = await run(
    async ({ stdin, stdout }) => {
      const all = await text(stdin);
      await new Promise((resolve) => stdout.write(String(all === lines), resolve));
      return 0;
    },
    { stdin: Readable.from([Buffer.from(lines)]) },
  );
  expect(read.out).toBe('true');
  await server!.close();
  server = undefined;
  const untouched = Readable.from([Buffer.from('x')]);
  await run(async () => 0, { stdin: untouched });
  expect(untouched.readableDidRead).toBe(false);
});

test('Ctrl-C reaches it, and so does the end of its process', async () => {
  const waiting = ({ onInterrupt }: ServedCommand) =>
    new Promise<number>((resolve) => void onInterrupt(() => resolve(130)));
  expect((await run(waiting, { interrupt: (stop) => setImmediate(stop) })).code).toBe(130);
  await server!.close();
  const ended = new Promise<void>((resolve) => {
    void serveCommands(folder, async (command) => {
      await waiting(command);
      resolve();
      return 0;
    }).then((listening) => {
      server = listening;
      const socket = connect(socketPath(folder), () => {
        socket.write(`${JSON.stringify(REQUEST)}\n`, () => socket.destroy());
      });
    });
  });
  await ended;
});

test('a service that ends in the middle is an error that says so', async () => {
  server = await serveCommands(folder, () => new Promise(() => {}));
  const socket = (await findService(folder))!;
  const running = runInService(socket, REQUEST, {
    stdin: () => Readable.from([]),
    stdout: new Writable(),
    note: () => {},
    draw: () => {},
    onInterrupt: () => () => {},
  });
  socket.destroy();
  await expect(running).rejects.toMatchObject({ code: 'service-gone' });
  server = undefined;
});

test('only its user can reach it, a stale socket is replaced, and without a service there is none', async () => {
  expect(await findService(folder)).toBeUndefined();
  writeFileSync(socketPath(folder), '');
  expect(await findService(folder)).toBeUndefined();
  server = await serveCommands(folder, async () => 0);
  expect(statSync(socketPath(folder)).mode & 0o777).toBe(0o600);
  const garbage = connect(socketPath(folder));
  garbage.end('no message\n');
  await new Promise((resolve) => garbage.on('close', resolve).resume());
  expect((await run(async () => 0)).code).toBe(0);
  await server.close();
  server = undefined;
  expect(existsSync(socketPath(folder))).toBe(false);
});

describe('a data folder with a long name', () => {
  const long = path.join('/srv', 'x'.repeat(120));

  test('has its socket elsewhere', () => {
    const file = socketPath(long, '');
    expect(Buffer.byteLength(file)).toBeLessThan(100);
    expect(path.basename(file)).toMatch(/^[0-9a-f]{16}\.sock$/);
    expect(path.dirname(file)).toBe(path.join(tmpdir(), `sundial-${process.getuid?.()}`));
  });

  test("has it in the folder that the system gives the user, where that is the user's", () => {
    expect(path.dirname(socketPath(long, folder))).toBe(path.join(folder, 'sundial'));
    expect(path.dirname(socketPath(long, '/none'))).not.toContain('none');
  });

  test('hands nothing over in a folder that others can write to', () => {
    const file = path.join(folder, 'sundial', 'a.sock');
    makeSocketFolder(file, long);
    chmodSync(path.dirname(file), 0o777);
    expect(() => makeSocketFolder(file, long)).toThrow(/open to others/);
  });
});

test.skipIf(process.getuid?.() !== 0)('hands nothing over to a socket of another user', async () => {
  server = await serveCommands(folder, async () => 0);
  chownSync(socketPath(folder), 12_345, 12_345);
  await expect(findService(folder)).rejects.toMatchObject({ code: 'socket-foreign' });
});

test('a client that says nothing does not hold up the end', async () => {
  server = await serveCommands(folder, async () => 0);
  const idle = connect(socketPath(folder));
  await new Promise<void>((resolve) => idle.once('connect', resolve));
  const closed = new Promise<void>((resolve) => idle.once('close', () => resolve()).resume());
  await server.close();
  server = undefined;
  await closed;
});
