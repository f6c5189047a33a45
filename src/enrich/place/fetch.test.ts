// Tests tables from servers: asked only for changes, with the token, and refused when the server fails or stops early.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { CSV_KIND } from '../csv/declaration.js';
import { networksOf, opened } from '../testing/read-table.js';

const TABLE = gzipSync('network,asn\n192.0.2.0/24,64496\n');
const TOKEN = 'correct-horse-battery-staple';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => answer(request, response));
let url = '';
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/networks.csv.gz?secret=x`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const enricher = (token = '') => opened(CSV_KIND, { from: url, token: new Secret(token) });

describe('a table from a server', () => {
  it('is read, and asked for again only if it changed', async () => {
    answer = (request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"';
      response.writeHead(isKnown ? 304 : 200, {
        etag: '"v1"',
        'last-modified': 'Thu, 15 Jan 2026 10:00:00 GMT',
      });
      response.end(isKnown ? undefined : TABLE);
    };
    const signal = AbortSignal.timeout(10_000);
    const reading = await (await enricher()).read({ memory: {}, signal });
    if (reading === 'unchanged') throw new Error('without a memory nothing is unchanged');
    const networks = [];
    for await (const part of reading.networks) networks.push(...part);
    expect(networks).toEqual([{ network: '192.0.2.0/24', asn: 64496 }]);
    expect(reading.origin).not.toContain('secret');
    const { memory } = reading.facts();
    expect(memory).toEqual({ etag: '"v1"', lastModified: 'Thu, 15 Jan 2026 10:00:00 GMT' });
    expect(await (await enricher()).read({ memory, signal })).toBe('unchanged');
  });

  it('is asked for with the token, which no message shows', async () => {
    answer = (request, response) => {
      response.writeHead(request.headers.authorization === `Bearer ${TOKEN}` ? 200 : 401);
      response.end(TABLE);
    };
    expect(await networksOf(await enricher(TOKEN))).toHaveLength(1);
    await expect(networksOf(await enricher('wrong'))).rejects.toMatchObject({
      code: 'enricher-auth',
      message: expect.not.stringContaining('wrong'),
    });
  });

  it.each<[string, typeof answer, string]>([
    ['is missing', (_, response) => response.writeHead(404).end(), 'enricher-unreachable'],
    [
      'stops early',
      (_, response) => {
        response.writeHead(200, { 'content-length': TABLE.length });
        response.write(TABLE.subarray(0, 20), () => response.destroy());
      },
      'enricher-unreachable',
    ],
    ['is cut off', (_, response) => response.end(TABLE.subarray(0, -8)), 'enricher-table'],
  ])('that %s is refused', async (_name, given, code) => {
    answer = given;
    await expect(networksOf(await enricher())).rejects.toMatchObject({ code });
  });
});
