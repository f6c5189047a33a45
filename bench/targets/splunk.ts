// Splunk's collector as a target of the publish benchmark: it takes every request without reading its events.
import { reply, startSplunk, TOKEN } from '../../src/publish/splunk/testing/collector.js';
import type { BenchTarget } from './target.js';

export const SPLUNK: BenchTarget = {
  name: 'Splunk',
  why: () => undefined,
  start: async () => {
    const collector = await startSplunk({ isRecording: false });
    let requests = 0;
    collector.answer = ({ url, body }) => {
      if (url.pathname.endsWith('/event')) return reply(0, { ackId: requests++ });
      if (!url.pathname.endsWith('/ack')) return undefined;
      const { acks } = JSON.parse(body) as { acks: number[] };
      // The check of the token asks about a request that does not exist.
      return acks.every((ack) => ack < requests)
        ? { ...reply(0), body: JSON.stringify({ acks: Object.fromEntries(acks.map((ack) => [ack, true])) }) }
        : undefined;
    };
    return { entry: { kind: 'splunk', url: collector.url, token: TOKEN }, stop: collector.stop };
  },
};
