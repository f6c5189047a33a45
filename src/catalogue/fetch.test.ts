// Checks every way in which reading a published document fails: files, servers, sizes, times.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fetchPublished as fetchAny } from './fetch.js';

const DOCUMENT = JSON.stringify({ scan_a: { name: 'A', fields: ['timestamp', 'ip'] } });
const unreadable = (problem: string) =>
  expect.objectContaining({ code: 'catalogue-unreadable', message: expect.stringContaining(problem) });

let cwd: string;
const clock = () => new Date('2026-03-04T08:00:00Z');
const fetchPublished = (source: string, more: { timeoutMs?: number; maxBytes?: number } = {}) =>
  fetchAny(source, { cwd, clock, env: {}, ...more });
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sundial-catalogue-'));
});
afterAll(() => rm(cwd, { recursive: true }));

describe('a file', () => {
  const read = async (content: string | Uint8Array, maxBytes?: number) => {
    await writeFile(join(cwd, 'reports.json'), content);
    return fetchPublished('reports.json', maxBytes ? { maxBytes } : {});
  };

  it('is read from the current folder, with or without BOM', async () => {
    expect(await read(DOCUMENT)).toMatchObject({ source: 'reports.json', published: [{ id: 'scan_a' }] });
    expect((await read(`\ufeff${DOCUMENT}`)).published).toHaveLength(1);
  });

  it('is refused if it is missing, a folder, too large or not text', async () => {
    await expect(fetchPublished('none.json')).rejects.toThrow(unreadable('the file does not exist'));
    await expect(fetchPublished('.')).rejects.toThrow(unreadable('not a file'));
    await expect(read(DOCUMENT, 20)).rejects.toThrow(unreadable('larger than 20 bytes'));
    await expect(read(Uint8Array.of(0x7b, 0xff, 0xfe))).rejects.toThrow(unreadable('not UTF-8'));
  });
});

describe('an address', () => {
  let server: Server;
  const serve = async (listener: RequestListener) => {
    server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports.json`;
  };
  const answer = (status: number, body: string) =>
    serve((_request, response) => response.writeHead(status).end(body));
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is fetched, and shown without password and query', async () => {
    const url = (await answer(200, DOCUMENT)).replace('/reports.json', '/reports.json?token=secret');
    const { source, published } = await fetchPublished(url);
    expect(published).toHaveLength(1);
    expect(source).toMatch(/\/reports\.json$/);
  });

  it.each([401, 404, 429, 503])('that answers with %i is refused', async (status) => {
    const url = await answer(status, DOCUMENT);
    await expect(fetchPublished(url)).rejects.toThrow(unreadable(`answered ${status}`));
  });

  it('that answers with a web page or garbage is refused', async () => {
    const page = await answer(200, '<html>Sign in</html>');
    await expect(fetchPublished(page)).rejects.toThrow(unreadable('web page'));
    server.close();
    const garbage = await answer(200, 'ok');
    await expect(fetchPublished(garbage)).rejects.toThrow(unreadable('not JSON'));
  });

  it('that sends too much is refused before the end of the answer', async () => {
    const url = await serve((_request, response) => {
      const more = () =>
        void (response.write('x'.repeat(10_000)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    await expect(fetchPublished(url, { maxBytes: 50_000 })).rejects.toThrow(unreadable('larger than'));
  });

  it('that closes the connection early is refused', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write(DOCUMENT, () => response.destroy());
    });
    await expect(fetchPublished(url)).rejects.toThrow(unreadable('cannot be read'));
  });

  it('that does not answer in time is refused', async () => {
    const url = await serve(() => {});
    const late = fetchPublished(url, { timeoutMs: 100 });
    await expect(late).rejects.toThrow(unreadable('within 0.1 s'));
  });

  it('with a closed port is refused', async () => {
    const url = await answer(200, DOCUMENT);
    await new Promise((resolve) => server.close(resolve));
    await expect(fetchPublished(url)).rejects.toThrow(unreadable('the connection was refused'));
  });
});
