// Checks the rights of the user, and describes the target for people; changes nothing.
import type { MongoClient } from 'mongodb';
import type { OutputView } from '../output.js';
import { rightsError } from './failure.js';
import { isFixed } from './names.js';
import type { MongodbTarget } from './target.js';

/** The actions that an output needs on its databases. */
const ACTIONS = ['find', 'insert', 'update', 'remove', 'createIndex', 'listCollections'] as const;

/** One privilege as the command connectionStatus states it. */
export interface Privilege {
  readonly resource: { readonly db?: string; readonly collection?: string; readonly anyResource?: boolean };
  readonly actions: readonly string[];
}

interface ConnectionStatus {
  readonly authInfo?: {
    readonly authenticatedUsers?: readonly { readonly user: string }[];
    readonly authenticatedUserPrivileges?: readonly Privilege[];
  };
}

/** @throws SundialError `mongodb-rights` */
export async function describeTarget(client: MongoClient, target: MongodbTarget): Promise<OutputView> {
  const admin = client.db('admin');
  const status: ConnectionStatus = await admin.command({ connectionStatus: 1, showPrivileges: true });
  const user = status.authInfo?.authenticatedUsers?.[0]?.user;
  const privileges = status.authInfo?.authenticatedUserPrivileges ?? [];
  if (user !== undefined && privileges.length > 0) {
    const missing = missingActions(privileges, target);
    if (missing.length > 0) throw rightsError(target, `no ${missing.join(', ')}`);
  }
  const { version } = await admin.command({ buildInfo: 1 });
  const { database, collection, findings } = target;
  const place = isFixed(database) ? `database ${database}` : `databases ${database}`;
  return {
    sentence: `${user ?? 'the output'} may write to ${place} at ${hostsOf(client)}`,
    facts: [
      ['server', `MongoDB ${version}`],
      ['encryption', client.options.tls ? 'TLS' : 'none'],
      ['rights', rightsOf(user, privileges)],
      ['collections for events', `${database}.${collection}`],
      ...(findings
        ? [['collection for findings', `${findings.database}.${findings.collection}`] as const]
        : []),
    ],
  };
}

/** The actions that no privilege grants on the databases of an output. */
export function missingActions(
  privileges: readonly Privilege[],
  { database, findings }: Pick<MongodbTarget, 'database' | 'findings'>,
): string[] {
  const databases = [...new Set([database, ...(findings ? [findings.database] : [])])];
  return databases.flatMap((name) => {
    const granted = new Set(
      privileges.filter(({ resource }) => covers(resource, name)).flatMap(({ actions }) => actions),
    );
    const place = isFixed(name) ? name : 'every database';
    return ACTIONS.filter((action) => !granted.has(action)).map((action) => `${action} on ${place}`);
  });
}

/** Names in braces stand for any database, so only a privilege on all databases covers them. */
function covers({ db, collection, anyResource }: Privilege['resource'], database: string): boolean {
  if (anyResource) return true;
  return collection === '' && (db === '' || (isFixed(database) && db === database));
}

function rightsOf(user: string | undefined, privileges: readonly Privilege[]): string {
  if (user === undefined) return 'the server has let the output in without a user';
  return privileges.length > 0 ? `user ${user} has all that are needed` : 'the server does not state them';
}

function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map(String).join(', ');
}
