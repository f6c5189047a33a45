// Checks that the user may append to the key, and describes how durably the server keeps what it accepts; changes nothing.

import { SundialError } from '../../domain/errors.js';
import type { BrokerTarget } from '../broker/target.js';
import type { OutputView } from '../output.js';
import type { RedisEntry } from './entry.js';
import type { RedisLink } from './link.js';

type Options = Pick<RedisEntry['values'], 'structure' | 'key' | 'database'>;

/** @throws SundialError `broker-refused` if the key holds something else */
export async function describeServer(
  link: RedisLink,
  { structure, key, database }: Options,
  target: BrokerTarget,
): Promise<OutputView> {
  await link.call('PING');
  const kept = key.includes('{') ? 'depends on the message' : String(await link.call('TYPE', key));
  if (!['none', structure, 'depends on the message'].includes(kept))
    throw new SundialError('broker-refused', {
      ...{ what: target.what, problem: `the key ${key} holds a ${kept}, not a ${structure}` },
      advice: 'choose another key, or another structure',
    });
  const durability = await durabilityOf(link);
  const user = target.username || 'the default user';
  return {
    sentence: `${user} may use database ${database} at ${target.host}; messages are appended to the ${structure} ${key}`,
    facts: [
      ['encryption', target.tls ? 'TLS' : 'none'],
      [`the key ${key}`, kept === 'none' ? 'will be created' : kept],
      ['durability', durability],
    ],
  };
}

/** The rights to ask for this are not needed for sending. */
async function durabilityOf(link: RedisLink): Promise<string> {
  try {
    const [, appendOnly] = (await link.call('CONFIG', 'GET', 'appendonly')) as string[];
    const [, fsync] = (await link.call('CONFIG', 'GET', 'appendfsync')) as string[];
    return appendOnly === 'yes'
      ? `append-only file, synced ${FSYNC[fsync!] ?? fsync}`
      : 'none between snapshots: what Redis accepted since the last one is lost in a crash (appendonly is off)';
  } catch {
    return 'unknown, because the user may not read the configuration of the server';
  }
}

const FSYNC: Readonly<Record<string, string>> = {
  always: 'with each batch',
  everysec: 'every second: a crash of the machine may lose a second',
  no: 'by the operating system: a crash of the machine may lose half a minute',
};
