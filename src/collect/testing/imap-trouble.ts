// A proxy for an IMAP server that causes failures on demand: the failure ladder in terms of IMAP.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { OVERSIZED_BYTES, type Rung, type Trouble } from './trouble.js';

/** The server's greeting to a new client. */
const GREETINGS: Partial<Readonly<Record<Rung, string>>> = {
  slow: '',
  oversized: `* OK ${'x'.repeat(OVERSIZED_BYTES)}`,
  garbage: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
};

/** The refused command, and the refusal (RFC 3501, RFC 5530). */
const REFUSALS: Partial<Readonly<Record<Rung, { readonly command: RegExp; readonly answer: string }>>> = {
  unauthorised: { command: /^LOGIN/, answer: 'NO [AUTHENTICATIONFAILED] Invalid credentials' },
  'not-found': { command: /^(SELECT|EXAMINE|STATUS)/, answer: 'NO [NONEXISTENT] No such mailbox' },
  busy: { command: /^LOGIN/, answer: 'NO [LIMIT] Too many connections' },
  failing: { command: /^(SELECT|EXAMINE|STATUS)/, answer: 'NO [SERVERBUG] Internal error' },
};

export class ImapTrouble implements Trouble {
  private rung: Rung | undefined;
  private port = 0;
  private readonly open = new Set<Socket>();
  private readonly server: Server = createServer((client) => this.serve(client));

  /** @param target the real server's port on loopback */
  constructor(private readonly target: number) {}

  /** @returns the port to connect to */
  async start(): Promise<number> {
    await this.listen();
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  async make(rung: Rung): Promise<void> {
    this.rung = rung;
    this.cut();
    if (rung === 'refused') await this.stop();
  }

  async heal(): Promise<void> {
    this.rung = undefined;
    this.cut();
    if (!this.server.listening) await this.listen();
  }

  async stop(): Promise<void> {
    this.cut();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  private cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  private serve(client: Socket): void {
    this.keep(client);
    const { rung } = this;
    if (rung === undefined) this.pass(client);
    else this.trouble(client, rung);
  }

  private trouble(client: Socket, rung: Rung): void {
    client.write(GREETINGS[rung] ?? '* OK IMAP4rev1 ready\r\n');
    client.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean))
        this.answer(client, rung, line);
    });
  }

  private answer(client: Socket, rung: Rung, line: string): void {
    if (rung === 'truncated') client.destroy();
    if (rung === 'truncated' || rung in GREETINGS) return;
    const [tag = '', ...words] = line.split(' ');
    const command = words.join(' ');
    const refusal = REFUSALS[rung];
    if (command === 'CAPABILITY') client.write('* CAPABILITY IMAP4rev1\r\n');
    client.write(`${tag} ${refusal?.command.test(command) ? refusal.answer : 'OK done'}\r\n`);
  }

  private pass(client: Socket): void {
    const server = this.keep(connect(this.target, '127.0.0.1'));
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  private keep(socket: Socket): Socket {
    this.open.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => this.open.delete(socket));
  }
}
