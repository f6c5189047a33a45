// The settings of an output to Elasticsearch, checked and put together.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { type DataStream, datasetProblem, namespaceProblem } from '../../mapping/index.js';
import { basicCredentials } from '../../net/index.js';
import { checkHttpUrl } from '../http-url.js';
import type { ELASTICSEARCH_OPTIONS } from './declaration.js';

export type ElasticsearchEntry = OutputEntry<EntryValues<typeof ELASTICSEARCH_OPTIONS>>;

export interface ElasticsearchTarget {
  readonly url: URL;
  /** The header `authorization`; '' without a sign-in. */
  readonly authorization: string;
  readonly caFile: string;
  readonly stream: DataStream;
  /** The name of the index template; '' = Sundial writes none. */
  readonly template: string;
  readonly requestBytes: number;
  readonly timeoutMs: number;
  /** The text for messages. */
  readonly what: string;
  /** Texts that no message may contain. */
  readonly secrets: readonly Secret[];
}

/** @throws SundialError `output-setting` */
export function readTarget({ name, values, keys }: ElasticsearchEntry): ElasticsearchTarget {
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  const { dataset, namespace, template, api_key, password } = values;
  checkHttpUrl(name, values, 'no user in the address, but username and password of the output');
  const problem = datasetProblem(dataset);
  if (problem)
    throw refuse('dataset', problem, 'lower-case letters, digits, _ and dots, with {type} or {group}');
  const inNamespace = namespaceProblem(namespace);
  if (inNamespace) throw refuse('namespace', inNamespace, 'lower-case letters, digits, _ and dots');
  if (!/^[a-z0-9][a-z0-9_.-]*$|^$/.test(template))
    throw refuse('template', 'is not a name of a template', 'lower-case letters, digits, _, - and dots');
  if (keys.fields.length > 0)
    throw refuse('fields', 'is set, but documents are made from all columns', 'no fields');
  if (values.format_fields.some((field) => field.trim().startsWith('data_stream.')))
    throw refuse(
      'format_fields',
      'names a part of data_stream',
      'dataset and namespace of the output instead',
    );
  const url = new URL(values.url);
  return {
    ...{ url, caFile: values.ca_file, stream: { dataset, namespace }, template },
    authorization: authorizationOf(values, refuse),
    ...{ requestBytes: values.request_kib * 1024, timeoutMs: values.timeout_seconds * 1000 },
    what: `output ${name} (${url.host})`,
    secrets: [api_key, password],
  };
}

type Refuse = (key: string, problem: string, expected: string) => SundialError;

function authorizationOf(values: ElasticsearchEntry['values'], refuse: Refuse): string {
  const { username } = values;
  const [key, password] = [values.api_key.reveal(), values.password.reveal()];
  if (key !== '' && (username !== '' || password !== ''))
    throw refuse('api_key', 'is set beside username or password', 'one of the two sign-ins');
  if (key !== '') {
    if (/^[\x21-\x7e]+$/.test(key)) return `ApiKey ${key}`;
    throw refuse('api_key', 'has spaces or other characters that a key does not have', 'the encoded key');
  }
  if ((username === '') !== (password === ''))
    throw refuse(
      username === '' ? 'username' : 'password',
      'is empty',
      'both username and password, or none',
    );
  return username === '' ? '' : basicCredentials(username, password);
}
