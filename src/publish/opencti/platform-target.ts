// An OpenCTI platform as the place of reports: each is pushed under a work, while the connector's queue has room.
import { LIMITS } from '../../domain/limits.js';
import type { OutputView } from '../output.js';
import type { Connector } from './connector.js';
import type { Platform } from './platform.js';
import type { LeftOut, PushedReport, Target } from './target.js';
import type { Works } from './works.js';

/** A way to put bundles into the connector's queue. */
export interface Way {
  /** Returns the objects that cannot go this way. @throws SundialError */
  send(bundle: string, objects: number, workId: string, signal: AbortSignal): Promise<readonly LeftOut[]>;
  close(): Promise<void>;
}

export interface PlatformParts {
  readonly platform: Platform;
  readonly connector: Connector;
  readonly works: Works;
  readonly way: Way;
}

export class PlatformTarget implements Target {
  constructor(private readonly parts: PlatformParts) {}

  async check(signal: AbortSignal): Promise<OutputView> {
    const { platform } = this.parts;
    const { name, version } = await platform.whoAmI(signal);
    const bytes = await platform.queueBytes(signal);
    const connector = `${platform.connector.name} (${platform.connector.id})`;
    const state = bytes === undefined ? 'will be registered' : 'is registered';
    return {
      sentence: `OpenCTI ${version} accepts the token of ${name}; the connector ${connector} ${state}`,
      facts: [
        ...([
          ['user', name],
          ['version', version],
          ['connector', connector],
          ['registration', state],
        ] as const),
        ['queue', `${((bytes ?? 0) / 1_000_000).toFixed(1)} MB`],
      ],
    };
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await this.parts.connector.start(signal);
    await this.parts.works.endLeft(signal);
  }

  async push(report: PushedReport, signal: AbortSignal): Promise<readonly LeftOut[]> {
    const { connector, works, way } = this.parts;
    await connector.requireRoom(signal);
    const work = await works.begin(report.name, signal);
    try {
      const leftOut: LeftOut[] = [];
      for await (const { json, objects } of report.bundles) {
        await connector.untilRoom(signal);
        leftOut.push(...(await way.send(json, objects, work, signal)));
      }
      await this.show([...leftOut, ...report.problems()], work, signal);
      await works.end(work, report.summary(), signal);
      return leftOut;
    } catch (thrown) {
      if (!signal.aborted) await works.endLeft(signal);
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.parts.connector.close();
    await this.parts.way.close();
  }

  /** Shows on the platform what could not be imported. Each error counts as an object that was expected. */
  private async show(problems: readonly LeftOut[], work: string, signal: AbortSignal): Promise<void> {
    const { platform } = this.parts;
    const shown = problems.slice(0, LIMITS.openctiShownErrors);
    if (shown.length > 0) await platform.expect(work, shown.length, signal);
    for (const { id, problem } of shown) await platform.report(work, problem, id, signal);
  }
}
