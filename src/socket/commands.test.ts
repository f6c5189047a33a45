// Tests that a command runs in the service as in its own process: streams, interrupts, exit codes.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandServer, findService, runInService, type ServedCommand, serveCommands } from './index.js';
import { lostSocket, placeSocket } from './path.js';

let folder: string;
let server: CommandServer | undefined;
const inside = () => path.join(folder, 'service.sock');
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-socket-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const PAGE = { columns: 80, isTerminal: false, colour: false };
const REQUEST = {
  args: ['runs', '--json'],
  cwd: '/',
  env: { TZ: 'UTC' },
  interactive: false,
  columns: 80,
  page: PAGE,
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly notes: string[];
}

/** Runs a command through the socket. `interrupt` receives the function that Ctrl-C calls. */
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

test('a command receives its arguments and environment, and its results are returned byte for byte', async () => {
  // More than the longest line of the protocol.
  const big = 'é€\u0000\n'.repeat(4_000_000);
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

test("a command's standard input is read only on request", async () => {
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

test('truncated standard input is an error, not a shorter input', async () => {
  const read = new Promise((resolve) => {
    void serveCommands(folder, async ({ stdin }) => {
      resolve(await text(stdin).catch((thrown: Error) => thrown.message));
      return 0;
    }).then((listening) => {
      server = listening;
      const part = JSON.stringify({ stdin: Buffer.from('half').toString('base64') });
      const socket = connect(inside(), () => {
        socket.write(`${JSON.stringify(REQUEST)}\n${part}\n`, () => socket.destroy());
      });
    });
  });
  expect(await read).toBe('the process that provided the input has ended');
});

test('a command receives Ctrl-C and the end of its process', async () => {
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
      const socket = connect(inside(), () => {
        socket.write(`${JSON.stringify(REQUEST)}\n`, () => socket.destroy());
      });
    });
  });
  await ended;
});

test('the end of the service during a command is a clear error', async () => {
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

test("only the socket's user can connect, a stale socket is replaced, and the service removes its socket", async () => {
  expect(await findService(folder)).toBeUndefined();
  writeFileSync(inside(), '');
  expect(await findService(folder)).toBeUndefined();
  server = await serveCommands(folder, async () => 0);
  expect(statSync(inside()).mode & 0o777).toBe(0o600);
  const garbage = connect(inside());
  garbage.end('no message\n');
  await new Promise((resolve) => garbage.on('close', resolve).resume());
  expect((await run(async () => 0)).code).toBe(0);
  await server.close();
  server = undefined;
  expect(existsSync(inside())).toBe(false);
});

describe('a data folder with a long name', () => {
  let long: string;
  beforeEach(() => {
    long = path.join(folder, 'x'.repeat(120));
    mkdirSync(long);
  });
  const link = () => path.join(long, 'service.sock');

  test('has a link to its socket, whose folder only the user can access and no other user can occupy', async () => {
    server = await serveCommands(long, async () => 0);
    const file = readlinkSync(link());
    expect(Buffer.byteLength(file)).toBeLessThan(100);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    const socket = await findService(long);
    expect(socket).toBeDefined();
    socket!.destroy();
    await server.close();
    server = undefined;
    expect([existsSync(link()), existsSync(path.dirname(file))]).toEqual([false, false]);
    expect(await findService(long)).toBeUndefined();
  });

  test("has its socket in the user's runtime folder if the user owns it", () => {
    expect(path.dirname(path.dirname(placeSocket(long, folder)))).toBe(folder);
    expect(placeSocket(long, '/none')).not.toContain('none');
  });

  test('keeps no files of a killed service', () => {
    const [first, second] = [placeSocket(long, folder), placeSocket(long, folder)];
    expect(first).not.toBe(second);
    expect(existsSync(path.dirname(first))).toBe(false);
    expect(readlinkSync(link())).toBe(second);
  });

  test('accepts no link to a socket in a folder that others can access', async () => {
    server = await serveCommands(long, async () => 0);
    chmodSync(path.dirname(readlinkSync(link())), 0o755);
    await expect(findService(long)).rejects.toMatchObject({
      code: 'socket-foreign',
      // The folder may belong to another user, but the link can be removed.
      message: expect.stringContaining(`Remove ${link()},`),
    });
  });

  test('names the socket that was removed together with its folder', async () => {
    expect(lostSocket(long)).toBeUndefined();
    server = await serveCommands(long, async () => 0);
    expect(lostSocket(long)).toBeUndefined();
    const file = readlinkSync(link());
    rmSync(path.dirname(file), { recursive: true });
    expect(lostSocket(long)).toBe(file);
    expect(await findService(long)).toBeUndefined();
  });

  test('cannot be used to make Sundial remove other files', () => {
    const kept = path.join(folder, 'sundial-abcdef', 'service.sock');
    mkdirSync(path.dirname(kept), { mode: 0o700 });
    writeFileSync(kept, 'no socket');
    symlinkSync(kept, link());
    placeSocket(long, folder);
    expect(existsSync(kept)).toBe(true);
  });
});

test('does not send commands through a socket that others can access', async () => {
  server = await serveCommands(folder, async () => 0);
  chmodSync(inside(), 0o666);
  await expect(findService(folder)).rejects.toMatchObject({ code: 'socket-foreign' });
});

test.skipIf(process.getuid?.() !== 0)("does not send commands to another user's socket", async () => {
  server = await serveCommands(folder, async () => 0);
  chownSync(inside(), 12_345, 12_345);
  await expect(findService(folder)).rejects.toMatchObject({ code: 'socket-foreign' });
});

test("a silent client does not delay the service's end", async () => {
  server = await serveCommands(folder, async () => 0);
  const idle = connect(inside());
  await new Promise<void>((resolve) => idle.once('connect', resolve));
  const closed = new Promise<void>((resolve) => idle.once('close', () => resolve()).resume());
  await server.close();
  server = undefined;
  await closed;
});

test('a client that keeps its connection open, or does not read its results, does not delay the service', async () => {
  const big = 'x'.repeat(8 * 1024 * 1024);
  let printing: () => void = () => {};
  const prints = new Promise<void>((resolve) => {
    printing = resolve;
  });
  server = await serveCommands(folder, async ({ request, stdout }) => {
    if (request.args[0] === 'short') return 0;
    printing();
    await new Promise((resolve) => stdout.write(big, resolve));
    return 0;
  });
  const ask = (args: string[]) => {
    const socket = connect({ path: inside(), allowHalfOpen: true } as NetConnectOpts);
    socket.on('error', () => {}).write(`${JSON.stringify({ ...REQUEST, args })}\n`);
    return socket;
  };
  const kept = ask(['short']);
  await new Promise((resolve) => kept.once('end', resolve).resume());
  const unread = ask(['long']).pause();
  await prints;
  await server.close();
  server = undefined;
  kept.destroy();
  unread.destroy();
});
