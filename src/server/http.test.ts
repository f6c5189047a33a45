// Tests that the log tells what clients are not told, and how requests are refused that no route sees.
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SundialError } from '../domain/errors.js';
import { SILENT_LOG } from '../domain/log.js';
import { makeHttp } from './http.js';
import { upstreamForm } from './reports-api/refusal.js';

it('the log says which error was answered as a failure of the server', async () => {
  const logged: unknown[] = [];
  const log = { ...SILENT_LOG, error: (_message: string, details?: object) => void logged.push(details) };
  const app = makeHttp({ log, refusal: upstreamForm });
  app.get('/engine', () => {
    throw new SundialError('query-failed', { problem: 'unknown column x' });
  });
  app.get('/client', () => {
    throw new SundialError('query-invalid', { place: 'ip', problem: 'is not an address' });
  });
  const { statusCode, payload } = await app.inject({ url: '/engine' });
  expect({ statusCode, payload }).toEqual({
    statusCode: 500,
    payload: '{"error":"something went wrong inside the server"}',
  });
  expect((await app.inject({ url: '/client' })).statusCode).toBe(400);
  expect(logged).toEqual([
    { code: 'query-failed', problem: 'the engine refused the query: unknown column x' },
  ]);
});

describe('what no route sees', () => {
  const began: string[] = [];
  const serve = async () => {
    const app = makeHttp({
      log: SILENT_LOG,
      refusal: upstreamForm,
      began: ({ method }) => void began.push(method),
    });
    onTestFinished(() => app.close());
    app.get('/half', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-length': '8' });
      reply.raw.write('half');
    });
    app.get('/ids/:id', async () => 'found');
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { app, port: (app.server.address() as AddressInfo).port };
  };

  /** Everything that a server answers until it closes the connection. */
  function answerTo(socket: Socket, onData: (soFar: string) => void = () => {}): Promise<string> {
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
      onData(answer);
    });
    return new Promise((resolve) => socket.on('error', () => {}).once('close', () => resolve(answer)));
  }

  it.each([
    [
      '/ids/%ff',
      400,
      'the request was refused: its path has a "%" that is not followed by the code of a character',
    ],
    [`/ids/${'a'.repeat(500)}`, 404, 'this path does not exist'],
  ])(
    'an address that cannot be read is refused like others, and is not repeated: %s',
    async (url, status, error) => {
      const { app } = await serve();
      began.length = 0;
      const { statusCode, headers, payload } = await app.inject({ url });
      expect([statusCode, payload, headers['x-content-type-options']]).toEqual([
        status,
        JSON.stringify({ error }),
        'nosniff',
      ]);
      // The log of accesses has it as well.
      expect(began).toEqual(['GET']);
    },
  );

  it.each([
    ['no http at all\r\n\r\n', 'HTTP/1.1 400 Bad Request', 'it is not a valid HTTP/1.1 request'],
    [
      'GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'HTTP/1.1 400',
      'it is not a valid',
    ],
    [`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431', 'its headers are too long'],
  ])('%.20j is refused in the same form', async (bytes, status, problem) => {
    const { port } = await serve();
    const answer = await answerTo(connect(port, '127.0.0.1').end(bytes));
    expect(answer).toContain(status);
    const [head, body] = answer.split('\r\n\r\n');
    expect(JSON.parse(body!)).toEqual({
      error: expect.stringContaining(`the request was refused: ${problem}`),
    });
    expect(head).toContain('x-content-type-options: nosniff');
    expect(head).toContain(`content-length: ${body!.length}`);
  });

  it('nothing is written into an answer that is being sent', async () => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /half HTTP/1.1\r\nHost: x\r\n\r\n');
    const answer = await answerTo(socket, (text) => {
      if (text.endsWith('half')) socket.write('no http at all\r\n\r\n');
    });
    expect(answer.split('\r\n\r\n')[1]).toBe('half');
  });
});
