// Serves the pages of the web application: the files that the build has put into `dist/web`, and no others.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { SundialError } from '../../domain/errors.js';
import type { Hosts } from './hosts.js';

/** A file as it is served. */
interface PageFile {
  readonly content: Buffer;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What a page may do: run its own scripts, and talk to its own server; nothing that a value of a report could add. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** The names of files that the build puts there have a hash of their content, so they never change. */
const FOREVER = 'public, max-age=31536000, immutable';
const YEAR_SECONDS = 31_536_000;

/** The first parts of pages' paths; the page itself decides by the path what it shows. */
const ROOTS = [
  'login',
  'start',
  'today',
  'explore',
  'findings',
  'finding',
  'subject',
  'reports',
  'whitelist',
  'help',
  'settings',
  'sessions',
];
const PAGES = ['/', ...ROOTS.flatMap((root) => [`/${root}`, `/${root}/*`])];

/**
 * Adds the pages and their files.
 *
 * @param folder of the built pages; without it, each page says how to build them
 */
export function addPages(app: FastifyInstance, folder: string, hosts: Hosts): void {
  const files = readBuilt(folder);
  const index = files.get('/index.html');
  for (const url of PAGES)
    app.get(url, async (request, reply) => {
      if (!index) throw new SundialError('page-not-built');
      void reply.headers(PAGE_HEADERS);
      if (hosts.isSecure(request)) void reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
      return send(reply, index, 'no-cache');
    });
  for (const [url, file] of files)
    if (url !== '/index.html') app.get(url, async (_request, reply) => send(reply, file, FOREVER));
}

function send(reply: FastifyReply, { content, type }: PageFile, keep: string) {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  void reply.headers({ 'content-type': type, 'cache-control': keep, etag });
  if (reply.request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.send(content);
}

/** The files of the folder by their paths below it; read once, so that no request chooses a file. */
function readBuilt(folder: string): Map<string, PageFile> {
  const entries = readEntries(folder).filter((entry) => entry.isFile());
  return new Map(
    entries.flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const type = TYPES[path.extname(entry.name)];
      const url = `/${path.relative(folder, file).split(path.sep).join('/')}`;
      return type === undefined ? [] : [[url, { content: readFileSync(file), type }] as const];
    }),
  );
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
