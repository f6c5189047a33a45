// An output to a test's cluster, and the events that the cluster holds.
import { loadCatalogue } from '../../../catalogue/index.js';
import { Secret } from '../../../domain/secret.js';
import type { FieldValue } from '../../messages.js';
import type { Output } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import type { HeldEvent } from '../../testing/output-contract.js';
import { ELASTICSEARCH_OPTIONS } from '../declaration.js';
import { openElasticsearch } from '../open.js';
import type { ElasticsearchEntry } from '../target.js';
import type { Cluster } from './cluster.js';
import { API_KEY } from './double.js';

type Values = ElasticsearchEntry['values'];

const CATALOGUE = loadCatalogue();

/** The values of an entry, with an API key. */
export function valuesWith(url: string, values: Partial<Values> = {}): Values {
  const defaults = Object.entries(ELASTICSEARCH_OPTIONS).map(([key, option]) => [key, option.default]);
  return {
    ...Object.fromEntries(defaults),
    ...{ url, api_key: new Secret(API_KEY), password: new Secret(''), ...values },
  } as Values;
}

export function outputTo(
  url: string,
  values: Partial<Values> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Output> {
  const entry = {
    ...{ name: 'elastic', kind: 'elasticsearch', label: 'elastic', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: DEFAULT_KEYS, values: valuesWith(url, values) },
  } as ElasticsearchEntry;
  const clock = () => new Date('2026-02-01T07:00:00Z');
  return openElasticsearch(entry, { clock, env, folder: '/nonexistent', catalogue: CATALOGUE });
}

interface Source {
  readonly source?: { readonly port?: number };
  readonly user_agent?: { readonly original?: string };
  readonly shadowserver: Readonly<Record<string, unknown>> & {
    readonly other?: readonly { readonly column: string; readonly value: string }[];
  };
}

/** The events of a cluster, with the columns that the contract test of outputs looks at. */
export function heldIn(cluster: Cluster): HeldEvent[] {
  return cluster.documents().map(({ _id: id, source: document }) => heldDocument(id, document));
}

/** The event of a document. */
export function heldDocument(id: string, document: object): HeldEvent {
  const { source, user_agent, shadowserver } = document as unknown as Source;
  const { other = [], ...own } = shadowserver;
  const fields: Record<string, FieldValue> = { ...(own as Record<string, FieldValue>) };
  const port = source?.port;
  if (port !== undefined) fields.port = port;
  if (user_agent?.original !== undefined) fields.http_agent = user_agent.original;
  for (const { column, value } of other)
    Object.defineProperty(fields, column, { value, enumerable: true, configurable: true });
  return { id, fields };
}
