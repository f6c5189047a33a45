// A double of Microsoft's token endpoint and of Graph's mail; each behaviour names its page of the reference.
import { createPublicKey, verify } from 'node:crypto';
import {
  type Answer,
  type Asked,
  type HttpDouble,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';
import { type UserDecisions, UserDouble } from './user-double.js';

export const TENANT = 'example.onmicrosoft.com';
export const CLIENT = '00000000-1111-2222-3333-444444444444';
/** "Scopes and permissions": one right of the user, and a refresh token. */
const USER_SCOPE = 'https://graph.microsoft.com/Mail.ReadWrite offline_access';
export const CLIENT_SECRET = 'hunter2-client-secret';

export interface GraphFaults {
  /** What the user decides who is asked for permission; omitted = no user can be asked. */
  readonly user?: UserDecisions;
  /** The number of requests, from the first on, that are answered with 429. */
  readonly throttled?: number;
  /** The number of requests for which the first token is valid. */
  readonly tokenRequests?: number;
  readonly cutValue?: boolean;
  readonly garbage?: boolean;
  readonly forbidden?: boolean;
  /** The address of the next page in answers. */
  readonly nextPage?: string;
}

interface Kept {
  id: string;
  readonly raw: Buffer;
  readonly receivedDateTime: string;
  isRead: boolean;
  flag: { flagStatus: string };
  folder: string;
}

export interface GraphDouble extends HttpDouble {
  readonly messages: Kept[];
  readonly tokenUrl: string;
  /** Puts a message into the inbox. */
  receive(raw: Buffer): void;
}

/** The server returns fewer than requested ("paging": the page size may be smaller than $top). */
const PAGE = 2;
const MAX_TOP = 1000;

const failure = (status: number, code: string, message: string, headers = {}): Answer =>
  json({ error: { code, message, innerError: { 'request-id': 'x' } } }, status, headers);

/** @param certificate the certificate whose assertions are accepted, as PEM */
export async function startGraph(
  raws: readonly Buffer[],
  faults: GraphFaults = {},
  certificate = '',
): Promise<GraphDouble> {
  const messages = raws.map(kept);
  const receive = (raw: Buffer) => void messages.push(kept(raw, messages.length));
  const state = { tokens: 0, requests: 0, throttled: faults.throttled ?? 0 };
  const user = faults.user && new UserDouble(faults.user, { client: CLIENT, scope: USER_SCOPE });
  const double = await startDouble((asked) => {
    if (asked.url.pathname.startsWith(`/${TENANT}/oauth2/v2.0/`))
      return user?.answer(asked, () => `token-${++state.tokens}`) ?? token(asked, state, certificate);
    state.requests += 1;
    if (faults.garbage)
      return { body: '<html><title>Sign in</title></html>', headers: { 'content-type': 'text/html' } };
    // "Authorization and the Microsoft Graph API": the token in the Authorization header, valid or expired.
    const isExpired =
      state.tokens === 1 && state.requests > (faults.tokenRequests ?? Number.POSITIVE_INFINITY);
    if (asked.headers.authorization !== `Bearer token-${state.tokens}` || isExpired)
      return failure(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
    if (faults.forbidden)
      return failure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    // "Microsoft Graph throttling guidance": 429 with Retry-After in seconds.
    if (state.throttled-- > 0)
      return failure(429, 'TooManyRequests', 'Too many requests.', { 'retry-after': '7' });
    return mail(asked, messages, faults);
  });
  return Object.assign(double, { messages, receive, tokenUrl: `${double.url}/${TENANT}/oauth2/v2.0/token` });
}

function kept(raw: Buffer, index: number): Kept {
  return {
    id: `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${index}==`,
    raw,
    receivedDateTime: new Date(Date.UTC(2026, 0, 16, 5, index)).toISOString(),
    isRead: false,
    flag: { flagStatus: 'notFlagged' },
    folder: 'inbox-id',
  };
}

/** "OAuth 2.0 client credentials flow": a secret, or an assertion signed with the certificate ("certificate credentials"). */
function token({ method, body }: Asked, state: { tokens: number }, certificate: string): Answer {
  const form = new URLSearchParams(body);
  const isAsked =
    method === 'POST' &&
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === CLIENT &&
    form.get('scope') === 'https://graph.microsoft.com/.default';
  if (!isAsked)
    return json(
      { error: 'invalid_request', error_description: 'AADSTS900144: a parameter is missing.' },
      400,
    );
  const isProven = form.has('client_assertion')
    ? isSigned(form.get('client_assertion')!, certificate)
    : form.get('client_secret') === CLIENT_SECRET;
  const problem = 'AADSTS7000215: Invalid client secret provided. Trace ID: x\r\nTimestamp: y';
  if (!isProven) return json({ error: 'invalid_client', error_description: problem }, 401);
  state.tokens += 1;
  return json({
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: `token-${state.tokens}`,
  });
}

function isSigned(assertion: string, certificate: string): boolean {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const { alg, 'x5t#S256': thumbprint } = decode(head);
  const { aud, iss, sub, jti } = decode(claims);
  const key = { key: createPublicKey(certificate), padding: 6, saltLength: 32 };
  return (
    alg === 'PS256' &&
    typeof thumbprint === 'string' &&
    iss === CLIENT &&
    sub === CLIENT &&
    Boolean(jti) &&
    String(aud).endsWith('/oauth2/v2.0/token') &&
    verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))
  );
}

function mail(asked: Asked, messages: Kept[], faults: GraphFaults): Answer {
  const path = asked.url.pathname
    .replace(/^.*\/users\/[^/]+\//, '')
    .split('/')
    .map(decodeURIComponent);
  if (path[0] === 'mailFolders') return folders(path.slice(1), asked, messages, faults);
  const kept = messages.find(({ id }) => id === path[1]);
  if (path[0] !== 'messages' || !kept)
    return failure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  return message(kept, path[2], asked, faults);
}

const FOLDERS: Readonly<Record<string, { id: string; below: string; displayName: string }>> = {
  inbox: { id: 'inbox-id', below: '', displayName: 'Posteingang' },
  reports: { id: 'reports-id', below: 'inbox-id', displayName: "Reports 'n' more" },
};

/** "Get mailFolder", "List mailFolders", "List childFolders", "List messages". */
function folders(
  [name = '', member]: readonly string[],
  asked: Asked,
  messages: readonly Kept[],
  faults: GraphFaults,
): Answer {
  const all = Object.values(FOLDERS);
  const shown = ({ id, displayName }: (typeof all)[number]) => ({
    id,
    displayName,
    totalItemCount: messages.filter(({ folder }) => folder === id).length,
  });
  const wanted = /^displayName eq '(.*)'$/
    .exec(asked.url.searchParams.get('$filter') ?? '')?.[1]
    ?.replaceAll("''", "'");
  if (name === '')
    return json({
      value: all.filter(({ below, displayName }) => below === '' && displayName === wanted).map(shown),
    });
  const folder = name === 'inbox' ? FOLDERS.inbox : all.find(({ id }) => id === name);
  if (!folder) return failure(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
  if (member === undefined) return json(shown(folder));
  if (member === 'childFolders')
    return json({
      value: all.filter(({ below, displayName }) => below === folder.id && displayName === wanted).map(shown),
    });
  return list(folder.id, asked, messages, faults);
}

function list(folder: string, asked: Asked, messages: readonly Kept[], faults: GraphFaults): Answer {
  const { searchParams } = asked.url;
  const top = Number(searchParams.get('$top') ?? 10);
  const filter = searchParams.get('$filter') ?? '';
  const order = searchParams.get('$orderby') ?? '';
  if (top > MAX_TOP) return failure(400, 'ErrorInvalidUrlQuery', 'The $top is too large.');
  // "List messages": properties of $orderby must also be the first of $filter.
  if (filter && order && !filter.startsWith(order.split(' ')[0]!))
    return failure(
      400,
      'InefficientFilter',
      'The restriction or sort order is too complex for this operation.',
    );
  const since = /receivedDateTime ge (\S+)/.exec(filter)?.[1] ?? '';
  const found = messages
    .filter(
      (each) =>
        each.folder === folder &&
        each.receivedDateTime >= since &&
        !(filter.includes('isRead eq false') && each.isRead),
    )
    .sort((a, b) => (a.receivedDateTime < b.receivedDateTime ? -1 : 1));
  const skip = Number(searchParams.get('$skip') ?? 0);
  const size = Math.min(PAGE, top);
  const value = found.slice(skip, skip + size).map(({ id, receivedDateTime, isRead, flag }) => ({
    '@odata.etag': 'W/"x"',
    id,
    receivedDateTime,
    isRead,
    flag,
  }));
  const next = new URL(asked.url);
  next.searchParams.set('$skip', String(skip + size));
  return json({
    '@odata.context': 'x',
    value,
    ...(found.length > skip + size && { '@odata.nextLink': faults.nextPage ?? next.href }),
  });
}

/** "Get MIME content of a message", "Update message", "message: move", "Obtain immutable identifiers". */
function message(kept: Kept, member: string | undefined, asked: Asked, faults: GraphFaults): Answer {
  if (member === '$value') {
    const body = { body: kept.raw, headers: { 'content-type': 'text/plain' } };
    return faults.cutValue ? { ...body, cutAfter: 100 } : body;
  }
  const change = JSON.parse(asked.body || '{}') as Partial<Kept> & { destinationId?: string };
  if (member === 'move' && asked.method === 'POST') {
    kept.folder = change.destinationId ?? '';
    if (asked.headers.prefer !== 'IdType="ImmutableId"') kept.id += 'moved';
    return json({ id: kept.id }, 201);
  }
  if (member !== undefined || asked.method !== 'PATCH')
    return failure(405, 'ErrorInvalidRequest', 'Not supported.');
  if (change.isRead !== undefined) kept.isRead = change.isRead;
  if (change.flag) kept.flag = change.flag;
  return json({ id: kept.id });
}
