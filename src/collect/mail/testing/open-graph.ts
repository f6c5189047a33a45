// Opens the Microsoft Graph source against its double.
import { Secret } from '../../../domain/secret.js';
import { testPace } from '../../../net/testing/http-double.js';
import { type GraphOptions, openGraph } from '../graph/graph.js';
import type { NamedFile } from '../named-file.js';
import { clientCredentials } from '../oauth/grants.js';
import { CLIENT, CLIENT_SECRET, type GraphDouble } from './graph-double.js';

/** The options that a test changes, and its way to sign in. */
export interface GivenGraph extends Partial<GraphOptions> {
  readonly secret?: string;
  readonly certificateFile?: NamedFile;
}

/** Opens the source against a double. */
export function openTestGraph(
  double: GraphDouble,
  { secret = CLIENT_SECRET, certificateFile, ...given }: GivenGraph = {},
) {
  const pace = testPace();
  const grant = clientCredentials({
    tokenUrl: double.tokenUrl,
    clientId: CLIENT,
    clientSecret: new Secret(secret),
    certificateFile,
    scope: 'https://graph.microsoft.com/.default',
    clock: pace.clock,
  });
  return openGraph({
    url: `${double.url}/v1.0`,
    grant,
    user: 'reports@example.com',
    folder: 'Inbox',
    select: { unseenOnly: false, sinceDays: 0 },
    mark: { way: 'seen', folder: '', option: 'mail_handled' },
    clock: pace.clock,
    pace,
    env: {},
    ...given,
  });
}
