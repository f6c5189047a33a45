// The output to Redis: appends messages to streams or lists.
import { SundialError } from '../../domain/errors.js';
import { filled } from '../../domain/template.js';
import { type Body, bodiesOf } from '../body/body.js';
import { type BodyForm, bodyForm } from '../body/form.js';
import { BrokerConnection } from '../broker/connection.js';
import { others, tooLarge } from '../broker/refusal.js';
import { type BrokerTarget, brokerTarget } from '../broker/target.js';
import { checkTemplate } from '../broker/template.js';
import { type BrokerUrl, withUrl } from '../broker/url.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { REDIS_OPTIONS } from './declaration.js';
import { describeServer } from './describe.js';
import type { RedisEntry } from './entry.js';
import { asRedisError } from './failure.js';
import { RedisLink } from './link.js';

const PRODUCT = { name: 'Redis', port: 6379, tlsPort: 6379 } as const;

const URLS: BrokerUrl<RedisEntry['values']> = {
  ...{ scheme: 'redis', tlsScheme: 'rediss', example: 'rediss://redis.example.com/2' },
  placeOf: (path, { database }) =>
    /^\d{1,5}$/.test(path) && Number(path) <= REDIS_OPTIONS.database.max
      ? { database: database || Number(path) }
      : undefined,
};

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openRedis(configured: RedisEntry, context: OutputContext): Promise<Output> {
  const entry = withUrl(configured, URLS);
  const { name, values } = entry;
  checkTemplate(name, 'key', values.key);
  const form = await bodyForm(entry, context);
  if (values.structure === 'list' && values.max_length > 0)
    throw new SundialError('output-setting', {
      ...{ output: name, key: 'max_length', problem: 'is set for a list, which is emptied by its reader' },
      expected: '0 with structure: list',
    });
  if (values.structure === 'stream' && values.push !== REDIS_OPTIONS.push.default)
    throw new SundialError('output-setting', {
      ...{ output: name, key: 'push', problem: 'is set for a stream, which has one end' },
      expected: 'it with structure: list',
    });
  return new RedisOutput(values, brokerTarget(entry, PRODUCT), form);
}

class RedisOutput implements Output {
  private readonly connection: BrokerConnection<RedisLink>;

  constructor(
    private readonly options: RedisEntry['values'],
    private readonly target: BrokerTarget,
    private readonly form: BodyForm,
  ) {
    const make = () => RedisLink.make(target, options.database);
    this.connection = new BrokerConnection(target, make, asRedisError);
  }

  check(signal: AbortSignal): Promise<OutputView> {
    return this.connection.run(signal, (link) => describeServer(link, this.options, this.target));
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const bodies = bodiesOf(batch, this.form);
    const refused = tooLarge(this.target, bodies);
    const sent = others(bodies, refused);
    if (sent.length > 0) await this.connection.run(signal, (link) => this.append(link, sent));
    return refused;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async append(link: RedisLink, bodies: readonly Body[]): Promise<void> {
    const { structure, push, max_length, replicas } = this.options;
    const limit = max_length > 0 ? ['MAXLEN', '~', max_length] : [];
    const results = await link.run((pipeline) => {
      for (const { id, facts, json } of bodies) {
        // Keys of Redis hold any bytes, so a value cannot leave its place.
        const key = filled(this.options.key, facts, (value) => value);
        const fields = ['id', id, 'kind', facts.kind, 'state', facts.state, 'body', json];
        if (structure === 'list') pipeline[push === 'left' ? 'lpush' : 'rpush'](key, json);
        else pipeline.call('XADD', key, ...limit, '*', ...fields);
      }
      if (replicas > 0) pipeline.wait(replicas, this.waitMs);
    });
    const confirmed = replicas > 0 ? Number(results.at(-1)) : 0;
    if (confirmed >= replicas) return;
    throw new SundialError('broker-busy', {
      ...{ what: this.target.what, problem: `${confirmed} of ${replicas} replicas confirmed the batch` },
      advice: 'check its replicas, or set replicas of the output',
    });
  }

  /** Half of the time for a batch. */
  private get waitMs(): number {
    return this.target.seconds * 500;
  }
}
