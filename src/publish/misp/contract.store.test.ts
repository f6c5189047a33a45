// Runs the contract test of outputs on a feed that a double of MISP pulls, and on the REST API of one, with rows as objects
// and as attributes.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secret } from '../../domain/secret.js';
import type { OutputKind } from '../declaration.js';
import { type HeldEvent, type OutputContract, testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { MISP_KIND } from './declaration.js';
import { AttributesHeld, heldObjects, type MispEvent } from './testing/held.js';
import { MispDouble } from './testing/misp.js';
import { KEY, MispServer } from './testing/server.js';

interface Rows {
  readonly rows: 'objects' | 'attributes';
  readonly kind: OutputKind;
  readonly held: (events: Iterable<MispEvent>) => HeldEvent[];
}

const OBJECTS: Rows = { rows: 'objects', kind: MISP_KIND, held: heldObjects };

function asAttributes(): Rows {
  const attributes = new AttributesHeld();
  const kind = attributes.watching(MISP_KIND);
  return { rows: 'attributes', kind, held: (events) => attributes.in(events) };
}

const feed = ({ rows, kind, held }: Rows): OutputContract => ({
  kind,
  make: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-misp-'));
    const files = path.join(folder, 'feed');
    const misp = new MispDouble();
    return {
      values: {
        ...{ path: files, org_name: 'Example', org_uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' },
        ...{ event_rows: 5, rows },
      },
      held: async () => {
        if (existsSync(path.join(files, 'manifest.json'))) misp.pull(files);
        return held(misp.events.values());
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
});

const api = ({ rows, kind, held }: Rows): OutputContract => ({
  kind,
  secrets: [KEY],
  make: async () => {
    const server = await MispServer.start();
    const proxy = await troubledProxy(Number(new URL(server.url).port));
    const way = troubleOf(proxy);
    return {
      values: {
        ...{ url: `http://127.0.0.1:${proxy.port}`, api_key: new Secret(KEY) },
        ...{ event_rows: 5, timeout_seconds: 3, rows },
      },
      held: async () => held(server.shown()),
      trouble: {
        ...way.trouble,
        error: async () => {
          server.answer = () => ({ status: 500, body: `{"name":"An Internal Error","message":"no ${KEY}"}` });
        },
      },
      mend: async () => {
        server.answer = () => undefined;
        await way.mend();
      },
      close: async () => {
        await proxy.stop();
        await server.stop();
      },
    };
  },
});

testOutputContract({
  'misp, a feed': feed(OBJECTS),
  'misp, a feed of attributes': { ...feed(asAttributes()), shares: ['way'] },
  'misp, the REST API': api(OBJECTS),
  'misp, the REST API with attributes': { ...api(asAttributes()), shares: ['way'] },
});
