// The output to OpenCTI: pushes each report of a slice that changed as STIX, to a platform or to a TAXII collection.
import { asSundialError, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact, type Secret } from '../../domain/secret.js';
import { HttpClient, networkPace, type Pace } from '../../net/index.js';
import type { DateRange, Output, OutputView, Refusal, Round, SliceContent } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { AmqpWay } from './amqp-way.js';
import { ApiWay } from './api-way.js';
import { Connector } from './connector.js';
import type { OpenctiEntry } from './entry.js';
import { GraphQl } from './graphql.js';
import { Memory } from './memory.js';
import { Platform } from './platform.js';
import { PlatformTarget } from './platform-target.js';
import { Reports } from './reports.js';
import { checkSettings } from './settings.js';
import type { LeftOut, PushedReport, Target } from './target.js';
import { TaxiiTarget } from './taxii-target.js';
import { Works } from './works.js';

/** Opens the output without connecting. @throws SundialError `opencti-setting` */
export async function openOpencti(entry: OpenctiEntry, context: OutputContext): Promise<Output> {
  checkSettings(entry);
  const http = new HttpClient({ env: context.env, clock: context.clock });
  const pace = context.pace ?? networkPace(context.clock);
  const memory = new Memory(context.folder);
  const reports = new Reports(entry, context, memory);
  if (entry.values.push_by === 'taxii')
    return new OpenctiOutput(taxiiTarget(entry, http, pace), reports, http, whatOf(entry), undefined);
  const { connector, target } = platformTarget(entry, { http, pace, memory });
  return new OpenctiOutput(target, reports, http, whatOf(entry), connector);
}

class OpenctiOutput implements Output {
  /** A connector is alive on the platform also while nothing waits. */
  readonly isPresent: boolean;

  constructor(
    private readonly target: Target,
    private readonly reports: Reports,
    private readonly http: HttpClient,
    private readonly what: string,
    private readonly connector: Connector | undefined,
  ) {
    this.isPresent = connector !== undefined;
  }

  check(signal: AbortSignal): Promise<OutputView> {
    return this.target.check(signal);
  }

  prepare(signal: AbortSignal): Promise<void> {
    return this.target.prepare(signal);
  }

  asked(): DateRange | undefined {
    return this.connector?.asked;
  }

  async answered(range: DateRange, signal: AbortSignal): Promise<void> {
    await this.connector?.ran(range, signal);
  }

  async replace(content: SliceContent, signal: AbortSignal): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = [];
    for await (const { report, id, secrets, done } of this.reports.of(content)) {
      const leftOut = await pushed(this.target, report, secrets, signal);
      await done();
      const [first] = leftOut;
      if (!first) continue;
      const details = { what: this.what, objects: leftOut.length, report: report.name };
      const problem = `${first.id}: ${first.problem}`;
      refusals.push({ id, error: new SundialError('opencti-objects-refused', { ...details, problem }) });
    }
    return refusals;
  }

  async ended({ status }: Round, signal: AbortSignal): Promise<void> {
    if (status === 'done') await this.connector?.ran(undefined, signal);
  }

  async close(): Promise<void> {
    await this.target.close();
    await this.http.close();
  }
}

/** Pushes a report; what a server says about it may quote its name. */
async function pushed(
  target: Target,
  report: PushedReport,
  secrets: readonly Secret[],
  signal: AbortSignal,
): Promise<readonly LeftOut[]> {
  try {
    const leftOut = await target.push(report, signal);
    return leftOut.map(({ id, problem }) => ({ id, problem: redact(problem, secrets) }));
  } catch (thrown) {
    throw signal.aborted ? thrown : withoutSecrets(asSundialError(thrown), secrets);
  }
}

function withoutSecrets(error: SundialError, secrets: readonly Secret[]): SundialError {
  if (redact(error.message, secrets) === error.message) return error;
  const details = Object.entries(error.details).map(([name, value]) => [
    name,
    redact(String(value), secrets),
  ]);
  return new SundialError(error.code, Object.fromEntries(details));
}

interface Parts {
  readonly http: HttpClient;
  readonly pace: Pace;
  readonly memory: Memory;
}

function platformTarget(entry: OpenctiEntry, { http, pace, memory }: Parts) {
  const { values } = entry;
  const { url, token, timeout: seconds, connector_id: id, connector_name: name } = values;
  const what = whatOf(entry);
  const identity = { id, name, scope: values.connector_scope };
  const platform = new Platform(new GraphQl(http, { url, token, what, seconds }), identity);
  const connector = new Connector({
    ...{ platform, clock: pace.clock, sleep: pace.sleep, what },
    ...{ firstDays: values.first_days, queueMb: values.queue_mb },
  });
  const way =
    values.push_by === 'api'
      ? new ApiWay(platform)
      : new AmqpWay({
          ...{ platform, registered: () => connector.registered, output: entry.name },
          ...{ host: values.amqp_host, port: values.amqp_port, caFile: values.amqp_ca_file },
          ...{ seconds, maxBytes: LIMITS.brokerMessageBytes },
        });
  return {
    connector,
    target: new PlatformTarget({ platform, connector, works: new Works(platform, memory), way }),
  };
}

function taxiiTarget(entry: OpenctiEntry, http: HttpClient, pace: Pace): Target {
  const { taxii_url: url, taxii_username: username, taxii_password: password, token, timeout } = entry.values;
  const what = whatOf(entry);
  return new TaxiiTarget({ http, url, username, password, token, what, seconds: timeout, pace });
}

function whatOf({ name, values: { push_by, url, taxii_url } }: OpenctiEntry): string {
  return push_by === 'taxii'
    ? `output ${name} (TAXII at ${new URL(taxii_url).host})`
    : `output ${name} (OpenCTI at ${new URL(url).host})`;
}
