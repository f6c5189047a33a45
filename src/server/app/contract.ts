// What the web application's pages and its server say to each other: each request of `/api/v1`, who may make it, and the
// shapes of bodies and answers. The pages import only types of this file.
import { z } from 'zod';
import { ROLES } from '../../domain/role.js';
import { auditAnswer, auditFile, auditQuery } from './contract-audit.js';
import { dayAnswer, daysAnswer } from './contract-days.js';
import { entriesAnswer } from './contract-entries.js';
import { eventAnswer, explorePart, exploreQuery } from './contract-explore.js';
import { explainQuery, explanation, findingAnswer, subjectAnswer, subjectQuery } from './contract-finding.js';
import { findingsAnswer, findingsQuery } from './contract-findings.js';
import { fieldsAnswer, typeAnswer, typesAnswer } from './contract-help.js';
import { dayMarkBody, markBody, marked, unmarked } from './contract-marks.js';
import {
  calendarAnswer,
  calendarQuery,
  failedAnswer,
  reportAnswer,
  reportsAnswer,
  reportsQuery,
  runsAnswer,
  sourcesAnswer,
} from './contract-reports.js';
import {
  doctorAnswer,
  inviteBody,
  roleBody,
  settingsAnswer,
  userAnswer,
  usersAnswer,
  userWithLink,
} from './contract-settings.js';
import {
  acceptBody,
  changeEntryBody,
  previewAnswer,
  previewQuery,
  removeEntryQuery,
  whitelistEntry,
} from './contract-whitelist.js';

/** Who may make a request: everybody, or users with a role that includes this one. */
export type Needs = 'anyone' | (typeof ROLES)[number];

/** A request that the pages make. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `:name` for a part that varies. */
  readonly path: string;
  readonly needs: Needs;
  /** What it does, for the description of the API. */
  readonly summary: string;
  /** The parameters after `?`; those that may be repeated are lists. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Whether the answer follows from what is stored and the day alone, so that an unchanged one need not be made again. */
  readonly isKept?: true;
  /** Whether the answer comes in parts, each a line of JSON in this shape. */
  readonly isInParts?: true;
  readonly answer: z.ZodType;
}

const role = z.enum(ROLES);
const instant = z.iso.datetime().describe('in UTC');
/** The longest texts that forms send; passwords of more than 200 characters are refused with a reason. */
const text = (most: number) => z.string().min(1).max(most);

const user = z.strictObject({ name: z.string(), role });
const session = z.strictObject({
  user: user.nullable().describe('null = nobody is signed in'),
  auth: z.enum(['accounts', 'oidc', 'proxy', 'none']).describe('none = nobody needs to sign in'),
  provider: z.string().nullable().describe('the host of the identity provider; null without one'),
});
const signedOut = session.extend({
  leave: z.url().nullable().describe('where the browser signs out at the identity provider'),
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
    ...{ method: 'POST', path: '/logout', needs: 'viewer', answer: signedOut },
    summary: 'Ends the session',
    body: nothing,
  },
  oidcBegin: {
    ...{ method: 'POST', path: '/oidc/begin', needs: 'anyone', body: nothing },
    summary: 'Where the browser goes to sign in at the identity provider; begins that in a cookie',
    answer: z.strictObject({ address: z.url() }),
  },
  oidcFinish: {
    ...{ method: 'POST', path: '/oidc/finish', needs: 'anyone', answer: session },
    summary: 'Begins a session for whom the identity provider vouches',
    body: z.strictObject({ answer: text(8_000).describe('the parameters of the page /login/done') }),
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
    ...{ method: 'GET', path: '/days', needs: 'viewer', isKept: true, answer: daysAnswer },
    summary: 'The days that have a digest, the newest first',
  },
  day: {
    ...{ method: 'GET', path: '/days/:date', needs: 'viewer', isKept: true, answer: dayAnswer },
    summary: 'The digest of a day: what has to be handled, and whether its data is whole',
  },
  findings: {
    ...{ method: 'GET', path: '/findings', needs: 'viewer', query: findingsQuery, answer: findingsAnswer },
    summary: 'Findings by filters, in pages or in groups, with the numbers of their states',
  },
  explore: {
    ...{ method: 'GET', path: '/explore', needs: 'viewer', isKept: true, isInParts: true },
    summary:
      'Events by conditions: rows, their number, a series by day and facets, each as soon as it is known',
    query: exploreQuery,
    answer: explorePart,
  },
  event: {
    ...{ method: 'GET', path: '/events/:report/:line', needs: 'viewer', isKept: true, answer: eventAnswer },
    summary: 'A row of a report, with every cell as the report has it',
  },
  calendar: {
    ...{ method: 'GET', path: '/calendar', needs: 'viewer', query: calendarQuery, answer: calendarAnswer },
    summary: 'What is known about the report of each list, type and day',
  },
  reports: {
    ...{ method: 'GET', path: '/reports', needs: 'viewer', query: reportsQuery, answer: reportsAnswer },
    summary: 'The versions of reports, the newest first',
  },
  report: {
    ...{ method: 'GET', path: '/reports/:report', needs: 'viewer', answer: reportAnswer },
    summary: 'A report with its versions, its deliveries, and the rows set aside',
  },
  failedFiles: {
    ...{ method: 'GET', path: '/failed-files', needs: 'viewer', answer: failedAnswer },
    summary: 'The files that could not be loaded, the newest first',
  },
  runs: {
    ...{ method: 'GET', path: '/runs', needs: 'viewer', answer: runsAnswer },
    summary: 'The runs of the pipeline, the newest first',
  },
  sources: {
    ...{ method: 'GET', path: '/sources', needs: 'viewer', answer: sourcesAnswer },
    summary: 'The sources of the service, and when they were last read',
  },
  entries: {
    ...{ method: 'GET', path: '/whitelist', needs: 'viewer', answer: entriesAnswer },
    summary: 'The entries of the whitelist, and how often each applied',
  },
  types: {
    ...{ method: 'GET', path: '/types', needs: 'viewer', answer: typesAnswer },
    summary: 'The report types of the catalogue',
  },
  type: {
    ...{ method: 'GET', path: '/types/:type', needs: 'viewer', answer: typeAnswer },
    summary: 'A report type, and what is loaded of it',
  },
  fields: {
    ...{ method: 'GET', path: '/fields', needs: 'viewer', answer: fieldsAnswer },
    summary: 'The fields of queries',
  },
  settings: {
    ...{ method: 'GET', path: '/settings', needs: 'admin', answer: settingsAnswer },
    summary: 'The options of the service, with where each value came from',
  },
  users: {
    ...{ method: 'GET', path: '/users', needs: 'admin', answer: usersAnswer },
    summary: 'The users of the web application',
  },
  inviteUser: {
    ...{ method: 'POST', path: '/users', needs: 'admin', body: inviteBody, answer: userWithLink },
    summary: 'Adds a user, with a link to choose a password',
  },
  resetUser: {
    ...{ method: 'POST', path: '/users/:user/reset', needs: 'admin', body: nothing, answer: userWithLink },
    summary: 'Gives a user a new link; the password and the sessions end',
  },
  setUserRole: {
    ...{ method: 'POST', path: '/users/:user/role', needs: 'admin', body: roleBody, answer: userAnswer },
    summary: 'Gives a user another role',
  },
  disableUser: {
    ...{ method: 'POST', path: '/users/:user/disable', needs: 'admin', body: nothing, answer: userAnswer },
    summary: 'Ends the sessions of a user, who can no longer sign in',
  },
  removeUser: {
    ...{ method: 'DELETE', path: '/users/:user', needs: 'admin', answer: nothing },
    summary: 'Removes a user',
  },
  endUserSessions: {
    ...{ method: 'DELETE', path: '/users/:user/sessions', needs: 'admin', answer: userAnswer },
    summary: 'Ends the sessions of a user',
  },
  doctor: {
    ...{ method: 'POST', path: '/doctor', needs: 'admin', body: nothing, answer: doctorAnswer },
    summary: 'Runs the checks of "sundial doctor"',
  },
  audit: {
    ...{ method: 'GET', path: '/audit', needs: 'admin', query: auditQuery, answer: auditAnswer },
    summary: 'The newest lines of the audit log: who signed in, changed or exported something',
  },
  exportAudit: {
    ...{ method: 'POST', path: '/audit/export', needs: 'admin', body: auditQuery, answer: auditFile },
    summary: 'The lines of the audit log as CSV',
  },
  finding: {
    ...{ method: 'GET', path: '/findings/:id', needs: 'viewer', isKept: true, answer: findingAnswer },
    summary: 'One finding: what it is, its history, the decisions on it, and the newest events',
  },
  explain: {
    ...{ method: 'GET', path: '/findings/:id/explain', needs: 'viewer', isKept: true },
    summary: 'Why the owner of a finding was told or not: every rule that was checked',
    query: explainQuery,
    answer: explanation,
  },
  subject: {
    ...{ method: 'GET', path: '/subject', needs: 'viewer', isKept: true, query: subjectQuery },
    summary: 'Everything known about an address, a network or a name',
    answer: subjectAnswer,
  },
  mark: {
    ...{ method: 'POST', path: '/marks', needs: 'analyst', body: markBody, answer: marked },
    summary: 'Marks findings in one step: notified, acknowledged or resolved',
  },
  markDay: {
    ...{ method: 'POST', path: '/days/:date/marks', needs: 'analyst', body: dayMarkBody, answer: marked },
    summary: 'Marks all findings that the digest of a day put to handle, in one step',
  },
  unmark: {
    ...{ method: 'DELETE', path: '/marks/:step', needs: 'analyst', answer: unmarked },
    summary: 'Undoes a mark, for those findings to which nothing has happened since',
  },
  previewEntry: {
    ...{ method: 'GET', path: '/whitelist/preview', needs: 'viewer', query: previewQuery },
    summary: 'The findings that an entry of the whitelist would have hidden in the last 30 days',
    answer: previewAnswer,
  },
  accept: {
    ...{ method: 'POST', path: '/whitelist', needs: 'analyst', body: acceptBody, answer: whitelistEntry },
    summary: 'Accepts findings: their owners are not told until the entry ends',
  },
  changeEntry: {
    ...{ method: 'PATCH', path: '/whitelist/:entry', needs: 'analyst', answer: whitelistEntry },
    summary: 'Changes when an entry of the whitelist ends, or its reason',
    body: changeEntryBody,
  },
  unaccept: {
    ...{ method: 'DELETE', path: '/whitelist/:entry', needs: 'analyst', answer: whitelistEntry },
    query: removeEntryQuery,
    summary: 'Removes an entry of the whitelist',
  },
} as const satisfies Record<string, Endpoint>;

export type Endpoints = typeof ENDPOINTS;
export type EndpointName = keyof Endpoints;
export type BodyOf<Name extends EndpointName> = Endpoints[Name] extends { body: infer Body extends z.ZodType }
  ? z.infer<Body>
  : undefined;
export type QueryOf<Name extends EndpointName> = Endpoints[Name] extends {
  query: infer Query extends z.ZodType;
}
  ? z.infer<Query>
  : undefined;
export type AnswerOf<Name extends EndpointName> = z.infer<Endpoints[Name]['answer']>;

/** Where the requests are. */
export const API_ROOT = '/api/v1';

/** The type of answers in parts. */
export const JSON_LINES = 'application/x-ndjson';
