// Limits on people who use the web application, each with the reason for its value.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const WEB_LIMITS = {
  /** Passwords that are hashed at the same time: each takes 19 MiB, and a thread that the engine works with too. */
  passwordHashesAtOnce: 2,
  /** Further ones that wait; a hash takes some 30 ms, so the last one waits a second. */
  passwordHashesWaiting: 30,
  /** Tries to sign in with one name in a minute: enough for somebody who mistypes, too few to guess. */
  triesOfName: 5,
  /** Tries of one address in a minute: several people may share a proxy. */
  triesOfAddress: 20,
  /** Requests of one session in a minute: ten each second. */
  requestsOfSession: 600,
  /** A session that is not used for so long ends: half a day, so that one signs in once a day. */
  sessionIdleMs: 12 * HOUR_MS,
  /** The longest time of a session. */
  sessionMs: 7 * 24 * HOUR_MS,
  /** The longest time of a session that began at an identity provider, which alone knows who has left since. */
  providedSessionMs: 12 * HOUR_MS,
  /** How long somebody may take to sign in at an identity provider, with a second factor and a forgotten password. */
  providerSignInMs: 10 * MINUTE_MS,
  /** How long an identity provider may take to answer, and the longest answer: keys and claims have a few kilobytes. */
  providerMs: 10_000,
  providerBytes: 1024 * 1024,
  /** How long an identity provider's description of itself counts. */
  providerDescriptionMs: 5 * MINUTE_MS,
  /** Sessions of one user; the one that was used least recently ends for a new one. */
  sessionsOfUser: 20,
  /** Rows of a page of a list: more than anybody reads, little enough to be drawn at once. */
  pageRows: 100,
  /** Groups of an answer: the largest ones are looked at. */
  groups: 200,
  /** Values of a facet: those that are shown, and those that are a click away. */
  facetValues: 50,
  /** Lines of the calendar of reports: a national list has some hundred types. */
  calendarLines: 500,
  /** Missing reports that are looked up for the calendar. */
  missingReports: 10_000,
  /** Rows set aside that are shown of one report, and how many bytes of each: enough to see what is wrong. */
  setAsideRows: 50,
  setAsideBytes: 300,
  /** Lines of the audit log that are exported, and bytes of it that are read: months of a busy team. */
  auditLines: 100_000,
  auditBytes: 32 * 1024 * 1024,
  /** Failed files, runs and lines of the audit log that are shown, the newest first. */
  newest: 200,
} as const;
