// Tests writing results of a server to files, with a double of its HTTP interface: https://clickhouse.com/docs/interfaces/http.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from './engine.js';
import { type FileWriter, openFileWriter } from './file-writer.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-writer-'));
const asked: { url: URL; sql: string }[] = [];
let answer: RequestListener;
let server: Server;
let writer: FileWriter;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let sql = '';
    for await (const chunk of request) sql += chunk;
    asked.push({ url: new URL(request.url!, 'http://localhost'), sql });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `clickhouse://127.0.0.1:${port}/events`;
  writer = openFileWriter({ kind: 'server' } as Engine, {
    url,
    user: 'u',
    password: 'p',
    memoryLimitMib: 64,
  });
});
afterAll(async () => {
  await writer.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const write = (name: string) =>
  writer.write(path.join(folder, name), 'CSVWithNames', 'SELECT {n:UInt32}', { n: 7 });

it('streams the rows to a private file and counts them', async () => {
  answer = (_request, response) => {
    response.setHeader('X-ClickHouse-Summary', JSON.stringify({ result_rows: '2' }));
    response.write('a\n');
    response.end('1\n2\n');
  };
  expect(await write('good')).toBe(2);
  expect(readFileSync(path.join(folder, 'good'), 'utf8')).toBe('a\n1\n2\n');
  expect(statSync(path.join(folder, 'good')).mode & 0o777).toBe(0o600);
  const { url, sql } = asked.at(-1)!;
  expect(sql).toMatch(/^SELECT \{n:UInt32\} SETTINGS .* FORMAT CSVWithNames\s*$/);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    database: 'events',
    param_n: '7',
    wait_end_of_query: '1',
    max_memory_usage: '67108864',
  });
});

it("reports the server's refusals and lack of memory", async () => {
  answer = (_request, response) => {
    response.writeHead(500, { 'X-ClickHouse-Exception-Code': '241' });
    response.end('Code: 241. DB::Exception: memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)');
  };
  await expect(write('memory')).rejects.toMatchObject({ code: 'query-memory' });
});

it('reports a truncated answer', async () => {
  answer = (_request, response) => {
    response.write('a\n1\n');
    setTimeout(() => response.destroy(), 50);
  };
  await expect(write('broken')).rejects.toMatchObject({ code: 'query-failed' });
});

it('returns NaN if the server does not state the number of rows', async () => {
  answer = (_request, response) => response.end('a\n1\n');
  expect(await write('silent')).toBeNaN();
});
