// The public entry of outgoing HTTP. Every request of Sundial goes through it; the drivers of SMTP, IMAP, PostgreSQL,
// MongoDB, ClickHouse and brokers open their own connections. Also what connections to PostgreSQL have in common, and the
// certificates that connections trust.
export { type AddressRule, publicAddresses } from './addresses.js';
export { trusting } from './certificates.js';
export { HttpClient, type HttpOptions } from './client.js';
export { always, type FailureCodes, type FailureKind, NET_CODES } from './failure.js';
export { networkPace, type Pace, realSleep, type Sleep, starter, withRetries } from './pace.js';
export {
  POSTGRES_TLS,
  type PostgresFailure,
  type PostgresTls,
  postgresFailure,
  postgresTls,
} from './postgres.js';
export { bareHost, PROXY_VARIABLES } from './proxy.js';
export {
  basicCredentials,
  below,
  credentialsOf,
  everyServer,
  type HttpRequest,
  type RedirectRule,
  type Rejection,
  sameServer,
  target,
} from './request.js';
export type { HttpResponse } from './response.js';
export { TrustingClient } from './trusting-client.js';
export { errorMember, notJson, shownAnswer, shownWords } from './words.js';
