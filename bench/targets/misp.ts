// MISP as a target of the publish benchmark: a feed in a folder, and a double of the REST API that takes every event
// without checking it.
import path from 'node:path';
import { json } from '../../src/net/testing/http-double.js';
import { KEY, MispServer } from '../../src/publish/misp/testing/server.js';
import type { BenchTarget } from './target.js';

export const MISP_FEED: BenchTarget = {
  name: 'MISP, feed',
  why: () => undefined,
  start: async (folder) => ({
    entry: {
      ...{ kind: 'misp', path: path.join(folder, 'feed'), org_name: 'Example CSIRT' },
      org_uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
    },
    stop: async () => {},
  }),
};

interface Sent {
  readonly uuid: string;
  readonly Object: readonly unknown[];
  readonly Attribute: readonly unknown[];
}

export const MISP_API: BenchTarget = {
  name: 'MISP, REST API (a double)',
  why: () => undefined,
  start: async () => {
    const misp = await MispServer.start({ isRecording: false });
    // Sundial completes an event before it begins the next one, and looks at it then.
    let last: Sent | undefined;
    misp.answer = ({ url, body }) => {
      const [, , action] = url.pathname.split('/');
      if (action === 'view' && last && url.pathname.endsWith(last.uuid)) return json({ Event: last });
      if (action !== 'add' && action !== 'edit') return undefined;
      const { Event } = JSON.parse(body) as { Event: Sent };
      const before = action === 'edit' ? last : undefined;
      last = {
        ...{ ...Event, published: false },
        Object: [...(before?.Object ?? []), ...Event.Object],
        Attribute: [...(before?.Attribute ?? []), ...Event.Attribute],
      };
      return json({ Event: { uuid: Event.uuid } });
    };
    return { entry: { kind: 'misp', url: misp.url, api_key: KEY }, stop: () => misp.stop() };
  },
};
