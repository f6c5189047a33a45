// Checks that outgoing HTTP has one home, src/net, where proxies, limits and refused addresses are seen to.
import { expect, it } from 'vitest';
import { codeFiles } from './tree.js';

/** SMTP, IMAP, PostgreSQL and ClickHouse have drivers with connections of their own; these are the ways to HTTP. */
const WAYS: readonly RegExp[] = [
  /(?<!function |[\w.#])fetch\s*\(/,
  /(?:globalThis|global)\s*\.\s*fetch\b/,
  /(?:from|import|require)\s*\(?\s*['"](?:undici|(?:node:)?(?:http|https|http2))['"]/,
  /\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/,
];

const withoutComments = (text: string) => text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
const sends = (text: string) => WAYS.some((way) => way.test(withoutComments(text)));

const program = codeFiles(['src']).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/') && !path.startsWith('src/net/'),
);

it('nothing but src/net sends HTTP requests', () => {
  expect(program.filter(({ text }) => sends(text)).map(({ path }) => path)).toEqual([]);
});

it('notices what it should', () => {
  const sending = [
    'await fetch(url);',
    'const answer = globalThis.fetch;',
    "import { request } from 'undici';",
    "const http = await import('node:https');",
    "import http from 'http';",
    "import type { IncomingMessage } from 'node:http';",
  ];
  expect(sending.filter((text) => !sends(text))).toEqual([]);
  const others = [
    'for await (const one of client.fetch(range)) {}',
    '// fetch(url) is not called',
    'prefetch(1)',
  ];
  expect(others.filter(sends)).toEqual([]);
});
