// Tests that nothing is acknowledged, in the ledger, as a delivery or to the source, before its original is durable.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import type { Collected } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import type { LoadedReport, LoadRequest } from '../../load/index.js';
import { type IngestOptions, ingest } from './ingest.js';

const REPORT = (ip: string) => `timestamp,severity,ip,protocol,port\n2026-01-15 00:00:00,low,${ip},udp,123\n`;

function delivery(name: string, content: string): Collected {
  return {
    ...{ kind: 'delivery', source: 'test', path: `in/${name}`, name },
    deliveredAt: new Date('2026-02-01T07:00:00Z'),
    open: async () => Readable.from([Buffer.from(content)]),
  };
}

/** Ingests files with an archive, a store and a loader that only record what is durable and what is acknowledged. */
async function take(
  files: readonly (readonly [name: string, content: string])[],
  { secures = true, isSmall = true } = {},
) {
  const contents = new Map<string, Buffer>();
  const durable = new Set<string>();
  const secured: number[] = [];
  const acknowledged: string[] = [];
  const acknowledge = (what: string, sha256: string) => {
    expect(durable, what).toContain(sha256);
    acknowledged.push(what);
  };
  const archive = {
    receive: async (stream: Readable) => {
      const bytes = Buffer.concat(await stream.toArray());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      contents.set(sha256, bytes);
      return { sha256, bytes: bytes.length, isNew: true };
    },
    secure: async () => {
      if (!secures) throw new SundialError('disk-full', { file: 'in', folder: 'archive' });
      secured.push(contents.size - durable.size);
      const received = [...contents.keys()];
      // Everything that does not wait for the disk runs first.
      await new Promise((resolve) => setImmediate(resolve));
      for (const sha256 of received) durable.add(sha256);
    },
    received: (sha256: string) => (isSmall ? contents.get(sha256) : undefined),
    abandon: async () => contents.clear(),
    read: (sha256: string) => Readable.from([contents.get(sha256)]),
    compress: async (sha256: string) => expect(contents.has(sha256)).toBe(true),
  };
  const store = {
    deliveries: {
      record: async (rows: readonly { outcome: string; path: string; sha256: string }[]) => {
        for (const { outcome, path, sha256 } of rows) acknowledge(`${outcome} ${path}`, sha256);
      },
    },
    statedRows: { note: async () => {} },
    ledger: { liveOfDay: async () => [] },
  };
  const loader = {
    load: async (requests: readonly LoadRequest[], beforeFlip: (loaded: LoadedReport[]) => Promise<void>) => {
      for (const { sha256, content, inArchive } of requests) {
        if (content) expect(content).toEqual(contents.get(sha256));
        else await inArchive?.then(() => expect(durable).toContain(sha256));
      }
      const entry = { rows: 1, accepted: 1, duplicate: 0, quarantined: 0, unparsed: 0, flags: [] };
      const loaded = requests.map((request) => ({ request, entry, same: false }) as unknown as LoadedReport);
      await beforeFlip(loaded);
      for (const { path, sha256 } of requests) acknowledge(`flip ${path}`, sha256);
      return loaded;
    },
  };
  async function* collected(): AsyncGenerator<Collected> {
    for (const [name, content] of files) yield delivery(name, content);
  }
  const work = ingest(collected(), {
    ...({ archive, store, loader } as unknown as Pick<IngestOptions, 'archive' | 'store' | 'loader'>),
    catalogue: loadCatalogue(),
    overrides: {},
    batchBytes: 1024 * 1024,
    compress: true,
    decided: ({ path, outcome }) => {
      expect(acknowledged).toContain(`${outcome} ${path}`);
    },
  });
  return { work, secured, acknowledged, contents };
}

test.each([true, false])(
  'a batch is secured once, before its flip (small originals: %s)',
  async (isSmall) => {
    const files = [1, 2, 3].map((n) => [`2026-01-15-scan_ntp-list${n}.csv`, REPORT(`192.0.2.${n}`)] as const);
    const { work, secured, acknowledged } = await take(files, { isSmall });
    await work;
    expect(secured.filter((originals) => originals > 0)).toEqual([3]);
    expect(acknowledged.map((what) => what.split(' ')[0])).toEqual([
      ...['loaded', 'loaded', 'loaded'],
      ...['flip', 'flip', 'flip'],
    ]);
  },
);

test('a refused file and all files before it are secured before the refusal is recorded', async () => {
  const { work, secured, acknowledged } = await take([
    ['2026-01-15-scan_ntp-a.csv', REPORT('192.0.2.1')],
    ['2026-01-15-scan_ntp-b.csv', '<!doctype html><title>Log in</title>'],
    ['2026-01-15-scan_ntp-c.csv', REPORT('192.0.2.3')],
  ]);
  await work;
  expect(secured.filter((originals) => originals > 0)).toEqual([2, 1]);
  expect(acknowledged[0]).toBe('failed in/2026-01-15-scan_ntp-b.csv');
});

test('an original that cannot be made durable is not acknowledged, and ends the run', async () => {
  const { work, acknowledged, contents } = await take([['2026-01-15-scan_ntp-a.csv', REPORT('192.0.2.1')]], {
    secures: false,
  });
  await expect(work).rejects.toMatchObject({ code: 'disk-full' });
  expect(acknowledged).toEqual([]);
  expect(contents.size, 'originals that still wait to be secured').toBe(0);
});
