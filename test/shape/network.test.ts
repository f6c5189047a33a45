// Checks that outgoing HTTP happens only in src/net, which handles proxies, limits and refused addresses.
import { expect, it } from 'vitest';
import { codeFiles } from './tree.js';

/** The ways to use HTTP. Drivers of SMTP, IMAP, PostgreSQL, MongoDB, ClickHouse and brokers open their own connections. */
const WAYS: readonly RegExp[] = [
  /(?<!function |[\w.#])fetch\s*\(/,
  /(?:globalThis|global)\s*\.\s*fetch\b/,
  /(?:from|import|require)\s*\(?\s*['"](?:undici|(?:node:)?(?:http|https|http2))['"]/,
  /\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/,
];

/** A server on loopback, as for the answer of a browser, sends no requests. */
const SERVER = /^import \{ createServer(?:, type \w+)* \} from 'node:http';$/m;

const withoutComments = (text: string) => text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
const sends = (text: string) => WAYS.some((way) => way.test(withoutComments(text.replace(SERVER, ''))));

const program = codeFiles(['src']).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/') && !path.startsWith('src/net/'),
);

it('only src/net sends HTTP requests', () => {
  expect(program.filter(({ text }) => sends(text)).map(({ path }) => path)).toEqual([]);
});

it('the check notices violations', () => {
  const sending = [
    'await fetch(url);',
    'const answer = globalThis.fetch;',
    "import { request } from 'undici';",
    "const http = await import('node:https');",
    "import http from 'http';",
    "import type { IncomingMessage } from 'node:http';",
    "import { createServer, request } from 'node:http';",
  ];
  expect(sending.filter((text) => !sends(text))).toEqual([]);
  const others = [
    'for await (const one of client.fetch(range)) {}',
    '// fetch(url) is not called',
    'prefetch(1)',
    "import { createServer, type IncomingMessage } from 'node:http';",
  ];
  expect(others.filter(sends)).toEqual([]);
});
