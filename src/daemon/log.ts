// The log of the service: JSON or text on stderr, and JSON in a file; what may be secret is taken out here, at its root.
import type { Writable } from 'node:stream';
import type { Clock } from '../domain/clock.js';
import type { Log, LogFields, LogLevel } from '../domain/log.js';
import type { Secret } from '../domain/secret.js';
import type { LogFile } from './log-file.js';
import { textLine } from './log-text.js';
import { redactor } from './redaction.js';

export interface LogOptions {
  readonly level: LogLevel;
  /** `auto`: text where a person watches, else JSON. */
  readonly format: 'auto' | 'json' | 'text';
  /** Whether a person watches. */
  readonly interactive: boolean;
  readonly stderr: Writable;
  /** A file that gets all lines as JSON; empty for none. */
  readonly file: string;
  readonly fileMib: number;
  /** How many rotated files are kept. */
  readonly files: number;
  /** Texts that are taken out wherever they stand. */
  readonly secrets: readonly Secret[];
  readonly clock: Clock;
}

export interface OpenLog extends Log {
  /** Writes what waits, and closes the file. */
  close(): Promise<void>;
}

/** What every line has; a field of that name gets another one, so that no line says two things of one name. */
const TAKEN: ReadonlySet<string> = new Set(['level', 'time', 'message']);

/** Opens the log. Nothing that happens to it later ends the service: lines may be lost, and are counted. */
export async function openLog(options: LogOptions): Promise<OpenLog> {
  // Commands look into this station for a running service, and need none of this.
  const { pino } = await import('pino');
  const { level, stderr, clock } = options;
  // A stderr that is gone or full would end the process.
  const ignore = () => {};
  stderr.on('error', ignore);
  const outputs: ((line: string) => void)[] = [showOn(stderr, options)];
  const root = pino(
    {
      level,
      // No process id and no host name: log collectors add them.
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${clock().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line) => {
        for (const output of outputs) output(line);
      },
    },
  );
  const clean = redactor(options.secrets);
  const at =
    (label: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      const named = Object.entries(fields).map(([name, value]) => [
        TAKEN.has(name) ? `${name}_` : name,
        value,
      ]);
      root[label](clean(Object.fromEntries(named)) as object, clean(message) as string);
    };
  const log: Log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  const file = options.file === '' ? undefined : await openFile(options, log);
  if (file) outputs.push((line) => file.write(line));
  return {
    ...log,
    close: async () => {
      await file?.close();
      stderr.off('error', ignore);
    },
  };
}

function showOn(stderr: Writable, { format, interactive }: LogOptions): (line: string) => void {
  const asText = format === 'text' || (format === 'auto' && interactive);
  return (line) => void stderr.write(asText ? textLine(line) : line);
}

async function openFile({ file, fileMib, files }: LogOptions, log: Log): Promise<LogFile> {
  const { LogFile } = await import('./log-file.js');
  return new LogFile({
    file,
    mib: fileMib,
    kept: files,
    trouble: (problem) => log.error('the log file cannot be written; lines are lost', { file, problem }),
    recovered: (lost) => log.warn('the log file can be written again', { file, lost }),
  });
}
