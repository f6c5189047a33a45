// Elasticsearch as a target of the publish benchmark: a double that takes every document unread, and a real OpenSearch.
import { json } from '../../src/net/testing/http-double.js';
import { API_KEY, startElasticsearch } from '../../src/publish/elasticsearch/testing/double.js';
import {
  startOpenSearch,
  whyNoOpenSearch,
} from '../../src/publish/elasticsearch/testing/opensearch/opensearch.js';
import { type BenchTarget, LOOPBACK } from './target.js';

export const ELASTICSEARCH: BenchTarget = {
  name: 'Elasticsearch (a double)',
  why: () => undefined,
  start: async () => {
    const double = await startElasticsearch(undefined, { isRecording: false });
    double.answer = ({ url, body }) =>
      url.pathname.endsWith('/_bulk') ? json({ errors: false, items: createdIn(body) }) : undefined;
    return { entry: { kind: 'elasticsearch', url: double.url, api_key: API_KEY }, stop: double.stop };
  },
};

/** The answers to the creations of a bulk request, whose every second line is a document. */
function createdIn(body: string): object[] {
  const items: object[] = [];
  for (let at = 0, line = 0; at < body.length; line++) {
    const end = body.indexOf('\n', at);
    if (line % 2 === 0) {
      const { create } = JSON.parse(body.slice(at, end)) as { create: { _id: string } };
      items.push({ create: { _id: create._id, status: 201 } });
    }
    at = end + 1;
  }
  return items;
}

export const OPENSEARCH: BenchTarget = {
  name: 'OpenSearch',
  why: whyNoOpenSearch,
  start: async () => {
    const server = await startOpenSearch();
    const url = `http://${LOOPBACK}:${server.port}`;
    return { entry: { kind: 'elasticsearch', url }, stop: () => server.stop() };
  },
};
