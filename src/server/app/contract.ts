// What the web application's pages and its server say to each other: each request of `/api/v1`, who may make it, and the
// shapes of bodies and answers. The pages import only types of this file.
import { z } from 'zod';
import { ROLES } from '../../domain/role.js';
import { dayAnswer, daysAnswer } from './contract-days.js';

/** Who may make a request: everybody, or users with a role that includes this one. */
export type Needs = 'anyone' | (typeof ROLES)[number];

/** A request that the pages make. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v1`, with `:name` for a part that varies. */
  readonly path: string;
  readonly needs: Needs;
  /** What it does, for the description of the API. */
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

const role = z.enum(ROLES);
const instant = z.iso.datetime().describe('in UTC');
/** The longest texts that forms send; passwords of more than 200 characters are refused with a reason. */
const text = (most: number) => z.string().min(1).max(most);

const user = z.strictObject({ name: z.string(), role });
const session = z.strictObject({
  user: user.nullable().describe('null = nobody is signed in'),
  auth: z.enum(['accounts', 'none']).describe('none = nobody needs to sign in'),
});
const link = z.strictObject({
  name: z.string().nullable().describe('null = the first user, who chooses a name'),
  role,
  expires: instant,
});
const openSession = z.strictObject({
  id: z.string(),
  is_this: z.boolean().describe('the session that asks'),
  began: instant,
  seen: instant,
  address: z.string(),
  agent: z.string().describe('what the browser says it is'),
});
const token = text(100);
const nothing = z.strictObject({});

export const ENDPOINTS = {
  session: {
    ...{ method: 'GET', path: '/session', needs: 'anyone', answer: session },
    summary: 'Who is signed in',
  },
  login: {
    ...{ method: 'POST', path: '/login', needs: 'anyone', answer: session },
    summary: 'Begins a session, in a cookie',
    body: z.strictObject({ name: text(100), password: text(1_000) }),
  },
  logout: {
    ...{ method: 'POST', path: '/logout', needs: 'viewer', answer: session },
    summary: 'Ends the session',
    body: nothing,
  },
  link: {
    ...{ method: 'POST', path: '/link', needs: 'anyone', answer: link },
    summary: 'What a link is for with which a user chooses a password',
    body: z.strictObject({ token }),
  },
  start: {
    ...{ method: 'POST', path: '/start', needs: 'anyone', answer: session },
    summary: 'Chooses a password with a link, and begins a session',
    body: z.strictObject({ token, name: text(100).optional(), password: text(1_000) }),
  },
  sessions: {
    ...{ method: 'GET', path: '/sessions', needs: 'viewer' },
    summary: 'The open sessions of the user',
    answer: z.strictObject({ sessions: z.array(openSession) }),
  },
  endSession: {
    ...{ method: 'DELETE', path: '/sessions/:id', needs: 'viewer', answer: nothing },
    summary: 'Ends a session of the user',
  },
  days: {
    ...{ method: 'GET', path: '/days', needs: 'viewer', answer: daysAnswer },
    summary: 'The days that have a digest, the newest first',
  },
  day: {
    ...{ method: 'GET', path: '/days/:date', needs: 'viewer', answer: dayAnswer },
    summary: 'The digest of a day: what has to be handled, and whether its data is whole',
  },
} as const satisfies Record<string, Endpoint>;

export type Endpoints = typeof ENDPOINTS;
export type EndpointName = keyof Endpoints;
export type BodyOf<Name extends EndpointName> = Endpoints[Name] extends { body: infer Body extends z.ZodType }
  ? z.infer<Body>
  : undefined;
export type AnswerOf<Name extends EndpointName> = z.infer<Endpoints[Name]['answer']>;

/** Where the requests are. */
export const API_ROOT = '/api/v1';
