// Extracts reports from single messages in tests, with a host for the targets of links.
import { Readable } from 'node:stream';
import type { Collected, Delivery } from '../../../domain/delivery.js';
import type { SundialError } from '../../../domain/errors.js';
import { type Answer, type HttpDouble, startDouble, testPace } from '../../../net/testing/http-double.js';
import { contentOf } from '../../testing/content-of.js';
import { type Leaf, letter, REPORT } from '../../testing/mail-writer.js';
import { collectMessage } from '../collect-message.js';
import { Links } from '../links/follow.js';
import { lookThrough } from '../message/look-through.js';
import type { MailRules } from '../message/rules.js';

export const RULES: MailRules = {
  senders: ['autoreports@example.com'],
  forwarders: [],
  listDomains: ['lists.example.com'],
  authserv: '',
  signers: ['example.com'],
  linkHosts: [],
  options: { senders: 'mail_senders', forwarders: 'mail_forwarders', linkHosts: 'mail_link_hosts' },
};

/** The outcome of one item in a message. */
export interface Found {
  readonly path: string;
  readonly name?: string;
  readonly content?: string;
  readonly code?: string;
  readonly item: Collected;
}

/** Extracts reports from messages like the pipeline. */
export class Desk {
  /** The host's answers, by path and query. */
  readonly paths: Record<string, Answer>;
  readonly host: HttpDouble;
  readonly links: Links;

  private constructor(host: HttpDouble, paths: Record<string, Answer>) {
    this.paths = paths;
    this.host = host;
    const hosts = new Set([new URL(this.host.url).host]);
    this.links = new Links({
      hosts,
      option: RULES.options.linkHosts,
      allowLoopback: true,
      pace: testPace(),
      env: {},
    });
  }

  static async open(): Promise<Desk> {
    const paths: Record<string, Answer> = {};
    const host = await startDouble(
      ({ url }) => paths[url.pathname + url.search] ?? { status: 404, body: 'gone' },
    );
    return new Desk(host, paths);
  }

  async close(): Promise<void> {
    await this.links.close();
    await this.host.stop();
  }

  rules(given: Partial<MailRules> = {}): MailRules {
    return { ...RULES, linkHosts: [new URL(this.host.url).host], ...given };
  }

  link(path: string): string {
    return `${this.host.url}/${path}`;
  }

  /** All outcomes of a message, or the code of the reason why it is left alone. */
  async take(raw: Buffer, given: Partial<MailRules> = {}, pieces = 977): Promise<Found[] | string> {
    const read = () => Readable.from(cut(raw, pieces));
    const rules = this.rules(given);
    const looked = await lookThrough(read(), 'm', rules);
    if (looked.left) return looked.left.code;
    const found: Found[] = [];
    const message = { source: 'test', path: 'm', sha256: 'abc', read };
    for await (const item of collectMessage(message, looked, {
      rules,
      links: this.links,
      clock: testPace().clock,
    })) {
      if (item.kind === 'refusal') found.push({ path: item.path, code: item.error.code, item });
      else found.push(await content(item));
    }
    return found;
  }
}

async function content(item: Delivery): Promise<Found> {
  const { path, name } = item;
  try {
    return { path, name, content: (await contentOf(item)).toString(), item };
  } catch (thrown) {
    return { path, name, code: (thrown as SundialError).code, item };
  }
}

export function* cut(raw: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += size) yield raw.subarray(at, at + size);
}

/** One line for each item: its path, and its problem if any. */
export const lines = (found: Found[] | string) =>
  typeof found === 'string' ? found : found.map(({ path, code }) => [path, code].filter(Boolean).join(': '));

export const mail = (leaves: readonly Leaf[], headers: Record<string, string> = {}): Buffer =>
  letter({ leaves, headers });

export const octets = (name: string, bytes: Buffer): Leaf => ({
  type: 'application/octet-stream',
  name,
  encoding: 'base64',
  content: bytes,
});

export const file = (body: string | Buffer, name = REPORT): Answer => ({
  body,
  headers: { 'content-disposition': `attachment; filename="${name}"` },
});
