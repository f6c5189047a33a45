// Turns failures of the driver and answers of brokers into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { connectionError } from '../broker/failure.js';
import type { KafkaTarget } from './target.js';

/** What the driver throws: an error of its own with a `code`, an answer with an `apiId`, or a group of both. */
interface Thrown {
  readonly code?: string;
  readonly message?: string;
  readonly apiId?: string;
  readonly canRetry?: boolean;
  readonly errors?: readonly Thrown[];
  readonly cause?: Thrown;
}

/** Answers about the content of a batch: https://kafka.apache.org/protocol#protocol_error_codes */
const ABOUT_CONTENT: ReadonlySet<string> = new Set([
  ...['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'],
]);
const SIGN_IN = /^(SASL_|UNSUPPORTED_SASL|ILLEGAL_SASL|SECURITY_DISABLED)/;

/** The answer of a broker that refuses the content of a batch; undefined for any other failure. */
export function contentProblem(thrown: unknown): string | undefined {
  const causes = causesOf((thrown ?? {}) as Thrown);
  const answer = causes.find(({ apiId = '' }) => ABOUT_CONTENT.has(apiId));
  const others = causes.filter(({ apiId }) => apiId !== undefined && !ABOUT_CONTENT.has(apiId));
  return answer && others.length === 0 ? asPart(answer.message ?? '') : undefined;
}

export function asKafkaError(thrown: unknown, target: KafkaTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const causes = causesOf(thrown as Thrown);
  const [what, cause] = [target.what, { cause: thrown }];
  const error = (code: 'broker-auth' | 'broker-tls', problem = '') =>
    new SundialError(code, { what, problem }, cause);
  const answer = causes.find(({ apiId }) => apiId !== undefined);
  if (causes.some(({ code, apiId = '' }) => code === 'PLT_KFK_AUTHENTICATION' || SIGN_IN.test(apiId)))
    return error('broker-auth', asPart(answer?.message ?? causes[0]?.message ?? ''));
  if (causes.some(({ message = '' }) => message.startsWith('TLS handshake failed')))
    return error('broker-tls', 'the broker does not offer TLS at this port');
  if (answer) return answerError(answer, target, cause);
  const missing = causes.flatMap(({ message = '' }) => /^Unknown topic (.+)\.$/.exec(message)?.[1] ?? []);
  if (missing[0]) return topicError(`topic ${missing[0]} does not exist`, target, cause);
  if (causes.some(({ message = '' }) => /timed out/i.test(message)))
    return new SundialError('broker-timeout', { what, seconds: target.seconds }, cause);
  // The innermost cause says what the connection met.
  return connectionError(causes.at(-1) ?? thrown, target);
}

function answerError(
  { apiId = '', message = '', canRetry = false }: Thrown,
  target: KafkaTarget,
  cause: ErrorOptions,
) {
  const details = { what: target.what, problem: asPart(message) };
  if (canRetry) {
    const advice = 'check the brokers, and how many replicas of the topic are in sync';
    return new SundialError('broker-busy', { ...details, advice }, cause);
  }
  const advice = apiId.endsWith('AUTHORIZATION_FAILED')
    ? 'give the user the rights that docs/how-to/kafka.md lists'
    : 'check topic and the other options of the output';
  return new SundialError('broker-refused', { ...details, advice }, cause);
}

/** A topic that is being created is known to all brokers shortly afterwards. */
function topicError(problem: string, { what, createTopics }: KafkaTarget, cause: ErrorOptions) {
  if (createTopics)
    return new SundialError('broker-busy', { what, problem, advice: 'wait until it is created' }, cause);
  return new SundialError(
    'broker-refused',
    { what, problem, advice: 'create the topic, or set create_topics' },
    cause,
  );
}

/** A sentence of the driver as a part of another sentence. */
const asPart = (sentence: string) => sentence.replace(/\.$/, '');

/** All failures that a failure consists of; the innermost ones last. */
function causesOf(thrown: Thrown): Thrown[] {
  const inner = [...(thrown.errors ?? []), ...(thrown.cause ? [thrown.cause] : [])];
  return [thrown, ...inner.flatMap(causesOf)];
}
