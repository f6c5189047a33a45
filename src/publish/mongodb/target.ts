// The server, databases and collections of an output to MongoDB, from its options.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { MONGODB_OPTIONS } from './declaration.js';
import type { DocumentForm } from './document.js';
import { asnNumber, type Organisations } from './event-place.js';
import { MAIL_PIPELINE } from './mail-pipeline-document.js';
import { isFixed, type NameKind, PLACES, templateProblem } from './names.js';
import { TYPED } from './typed-document.js';

export type MongodbEntry = OutputEntry<EntryValues<typeof MONGODB_OPTIONS>>;

export interface MongodbTarget {
  readonly uri: Secret;
  /** Empty = the user in the connection string, or none. */
  readonly username: string;
  readonly password: Secret;
  /** Empty = as the connection string says. */
  readonly authSource: string;
  /** Templates. */
  readonly database: string;
  readonly collection: string;
  readonly organisations: Organisations;
  readonly form: DocumentForm;
  /** Undefined if findings are not sent. */
  readonly findings: { readonly database: string; readonly collection: string } | undefined;
  /** The text for messages. */
  readonly what: string;
  /** Texts that no message may contain. */
  readonly secrets: readonly Secret[];
}

type Refuse = (key: string, problem: string, expected: string) => SundialError;

/** @throws SundialError `output-setting` */
export function readTarget({ name, values, keys }: MongodbEntry): MongodbTarget {
  const refuse: Refuse = (key, problem, expected) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  const { username, password, auth_source: authSource } = values;
  const uri = uriOf(values, refuse);
  if (username === '' && password.reveal() !== '')
    throw refuse('username', 'is empty although a password is set', 'the user to whom the password belongs');
  const [, userInfo = '', hosts = '', path = ''] = URI.exec(uri.reveal()) ?? [];
  const database = values.database || decoded(path) || 'shadowserver';
  refuseTemplate('database', database, refuse);
  refuseTemplate('collection', values.collection, refuse);
  if (values.documents === 'mail-pipeline' && keys.fields.length > 0)
    throw refuse(
      'fields',
      'cannot be set, because documents of the mail pipeline hold the whole row',
      'no fields, or documents: typed',
    );
  return {
    ...{ uri, username, password, authSource, database, collection: values.collection },
    organisations: organisationsOf(values.organisations, refuse),
    form: values.documents === 'typed' ? TYPED : MAIL_PIPELINE,
    findings: keys.carries.includes('findings') ? findingsOf(values.findings, database, refuse) : undefined,
    what: `output ${name} (MongoDB at ${hosts})`,
    secrets: [password, uri, ...secretsOf(userInfo)],
  };
}

/** The parts of a connection string: user and password, hosts, and the database. */
const URI = /^mongodb(?:\+srv)?:\/\/(?:([^/?]*)@)?([^/?@]+)(?:\/([^?]*))?/;

function uriOf({ uri, host, port }: MongodbEntry['values'], refuse: Refuse): Secret {
  const example = 'such as mongodb://db.example.com/?tls=true';
  if (uri.reveal() !== '') {
    if (host !== '') throw refuse('host', 'is set beside uri', 'one of the two');
    if (!URI.test(uri.reveal())) throw refuse('uri', 'is no connection string', `mongodb://..., ${example}`);
    return uri;
  }
  if (host === '') throw refuse('uri', 'and host are empty', `a connection string, ${example}, or a host`);
  if (/[/?@#\s]/.test(host)) throw refuse('host', 'is not a name or address', 'db.example.com or 192.0.2.1');
  return new Secret(`mongodb://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}/`);
}

function refuseTemplate(key: NameKind, template: string, refuse: Refuse): void {
  const problem = templateProblem(template, key);
  if (problem)
    throw refuse(
      key,
      problem,
      `a name with ${PLACES.map((place) => `{${place}}`).join(', ')} or none of them`,
    );
}

function organisationsOf(entries: readonly string[], refuse: Refuse): Organisations {
  return new Map(
    entries.map((entry) => {
      const [, asn = '', organisation = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(entry) ?? [];
      const number = asnNumber(asn);
      if (number === undefined || organisation === '')
        throw refuse(
          'organisations',
          `has the entry "${entry}"`,
          'NUMBER=NAME, such as 64496=example-university',
        );
      return [number, organisation] as const;
    }),
  );
}

function findingsOf(text: string, events: string, refuse: Refuse): MongodbTarget['findings'] {
  const expected = 'DATABASE.COLLECTION, such as shadowserver.findings';
  if (text === '') {
    if (isFixed(events)) return { database: events, collection: 'findings' };
    throw refuse('findings', 'is empty, but events go to several databases', expected);
  }
  const [, database = '', collection = ''] = /^([^.]+)\.(.+)$/.exec(text) ?? [];
  const isName = (name: string, kind: NameKind) => isFixed(name) && templateProblem(name, kind) === undefined;
  if (!isName(database, 'database') || !isName(collection, 'collection'))
    throw refuse('findings', `is "${text}"`, expected);
  return { database, collection };
}

/** The password of a connection string, as written and as meant. */
function secretsOf(userInfo: string): Secret[] {
  const at = userInfo.indexOf(':');
  const password = at < 0 ? '' : userInfo.slice(at + 1);
  return [password, decoded(password)].filter((text) => text !== '').map((text) => new Secret(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
