// Checks that the cluster can be reached and has the topics; changes nothing.
import type { Carried } from '../../domain/output-entry.js';
import type { OutputView } from '../output.js';
import type { KafkaLink } from './link.js';
import type { KafkaTarget } from './target.js';

const KINDS: Readonly<Record<Carried, string>> = { events: 'event', findings: 'finding', reports: 'report' };

/** @throws Error of the driver if a topic does not exist and is not created by sending */
export async function describeCluster(
  link: KafkaLink,
  target: KafkaTarget,
  topic: string,
  carries: readonly Carried[],
): Promise<OutputView> {
  const kinds = carries.length > 0 ? carries : (['events'] as const);
  const named = [...new Set(kinds.map((carried) => topic.replaceAll('{kind}', KINDS[carried])))];
  const fixed = named.filter((one) => !one.includes('{'));
  const { brokers } = await link.describe([]);
  const topics: (readonly [string, string])[] = [];
  for (const one of fixed) topics.push([`topic ${one}`, await partitionsOf(one, link, target)]);
  return {
    sentence: `${target.what}: ${brokers} ${brokers === 1 ? 'broker' : 'brokers'}; messages go to ${named.join(', ')}`,
    facts: [['user', target.username || 'none'], ['encryption', target.tls ? 'TLS' : 'none'], ...topics],
  };
}

async function partitionsOf(topic: string, link: KafkaLink, { createTopics }: KafkaTarget): Promise<string> {
  try {
    const { partitions } = await link.describe([topic]);
    return `${partitions[0]} partitions`;
  } catch (thrown) {
    if (createTopics && /^Unknown topic/.test((thrown as Error).message)) return 'will be created';
    throw thrown;
  }
}
