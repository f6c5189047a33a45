// Assembles the service: scheduled jobs, health and metrics over HTTP, and commands from other processes.
import type { Clock } from '../domain/clock.js';
import type { Log } from '../domain/log.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import { cycleRuns, type OpenedOutputs, type OpenSource, type Workspace } from '../pipeline/index.js';
import { keepSending } from '../publish/index.js';
import { makeTurns, serveCommands } from '../socket/index.js';
import { listenForArrivals } from './arrivals.js';
import { loggedCommands, type RunCommand } from './commands.js';
import { EnricherStates } from './enricher-states.js';
import type { Examine, Front } from './front.js';
import { serviceJobs } from './jobs.js';
import { OutputStates } from './output-states.js';
import { RegisterStates } from './register-states.js';
import { Service, type ServiceOptions } from './service.js';
import { SourceStates } from './source-states.js';

export interface ServiceParts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly wait: ServiceOptions['wait'];
  readonly log: Log;
  /** Names the proxies of enrichers and registers that ask servers; omitted = none. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** The folder of relative file names of registers; omitted = the root folder. */
  readonly cwd?: string;
  readonly sources: readonly OpenSource[];
  /** Omitted = none. */
  readonly outputs?: OpenedOutputs;
  readonly version: string;
  /** The HTTP server, which is closed with the service. */
  readonly front: Front;
  readonly runCommand: RunCommand;
  /** Runs the checks of the doctor, for the web application; omitted = there are none. */
  readonly examine?: Examine;
}

export interface OpenService {
  /** The address of health and metrics; undefined if HTTP is off. */
  readonly address: string | undefined;
  /** Resolves when the service has been stopped and all of its work has ended. The store stays open. */
  run(): Promise<void>;
  stop(): void;
  status(): ServiceStatus;
}

/** @throws SundialError `config-invalid` */
export async function openService(parts: ServiceParts): Promise<OpenService> {
  const { workspace, clock, log, version, front } = parts;
  const { settings, store, operator } = workspace;
  const turns = makeTurns(clock);
  const { lastSuccessAt } = await store.runs.history(cycleRuns(parts.sources));
  const states = await SourceStates.of(parts.sources, store);
  const outputs = parts.outputs && (await OutputStates.of(parts.outputs));
  const enrichers = await EnricherStates.of(workspace);
  const registers = await RegisterStates.of(workspace);
  const newest = new NewestDay(workspace);
  await newest.look();
  const ended = async () => {
    await newest.look();
    await enrichers.look();
    await registers.look();
  };
  const jobs = await serviceJobs({ ...parts, turns, states, enrichers, registers, ended });
  const status = (): ServiceStatus => {
    const [damage] = store.damage();
    return {
      ...service.status(),
      ...newest.known,
      sources: states.all,
      outputs: outputs?.all ?? [],
      enrichers: enrichers.all,
      registers: registers.all,
      ...(damage !== undefined && { damage }),
    };
  };
  const service = new Service({
    jobs,
    version,
    clock,
    inTurn: turns.work,
    lastSuccessAt,
    wait: parts.wait,
    began: (job) => log.debug('job began', { job }),
    ended: (job, run) => {
      if (job === jobs[0].name) front.ended(run);
      logFailures(job, run, log);
    },
  });
  front.tell({ status, figures: (from, to) => operator.figures.read(from, to) });
  front.serve(workspace, turns.edits, parts.examine);
  const run = loggedCommands({ run: parts.runCommand, turns, log });
  const commands = await serveCommands(settings.data_dir, run);
  let ending: Promise<void> | undefined;
  const endCommands = () => {
    ending ??= commands.close();
    return ending;
  };
  log.info('service began', {
    address: front.address ?? 'off',
    api: front.apiAddress ?? 'off',
    web: front.webAddress ?? 'off',
    every_seconds: jobs[0].schedule.intervalSeconds,
    sources: parts.sources.map(({ entry }) => entry.name),
    outputs: parts.outputs?.runs.map(({ name }) => name) ?? [],
  });
  return {
    address: front.address,
    status,
    stop: () => {
      service.stop();
      // At once, and not after the current job, so that running queries are stopped in the meantime.
      void endCommands();
    },
    run: async () => {
      const stopped = new AbortController();
      const listening = parts.sources.map(({ source }) =>
        listenForArrivals({
          source,
          arrived: () => service.wake(),
          wait: parts.wait,
          signal: stopped.signal,
          log,
        }),
      );
      const sending = keepSending(parts.outputs?.runs ?? [], {
        ...{ signal: stopped.signal, wait: parts.wait, log },
        isPaused: () => store.damage().length > 0,
        ended: async (run) => outputs?.look(run),
      });
      await service.run();
      stopped.abort();
      await Promise.all([...listening, sending]);
      await endCommands();
      await front.close();
      log.info('service ended');
    },
  };
}

function logFailures(job: string, run: FinishedRun, log: Log): void {
  for (const { source, class: kind, code, message } of run.failures)
    log.error('a run failed', { job, source, class: kind, code, problem: message });
}

/** The newest report date in the store, looked up after each run, so that no request waits for it. */
class NewestDay {
  known: Pick<ServiceStatus, 'newestReportDate'> = {};

  constructor(private readonly workspace: Workspace) {}

  async look(): Promise<void> {
    const newestReportDate = await this.workspace.operator.findings.latestDay();
    if (newestReportDate) this.known = { newestReportDate };
  }
}
