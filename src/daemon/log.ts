// The service's log: JSON or text on stderr, and JSON in a file; possible secrets are redacted here, at the root.
import type { Writable } from 'node:stream';
import type { Clock } from '../domain/clock.js';
import type { Log, LogFields, LogLevel } from '../domain/log.js';
import type { Secret } from '../domain/secret.js';
import { shownJson } from '../text/index.js';
import type { LogFile } from './log-file.js';
import { textLine } from './log-text.js';
import { redactor } from './redaction.js';

export interface LogOptions {
  readonly level: LogLevel;
  /** `auto`: text on a terminal, otherwise JSON. */
  readonly format: 'auto' | 'json' | 'text';
  /** Whether stderr is a terminal. */
  readonly interactive: boolean;
  readonly stderr: Writable;
  /** A file that receives all lines as JSON; empty = none. */
  readonly file: string;
  readonly fileMib: number;
  /** The number of rotated files to keep. */
  readonly files: number;
  /** Texts that are redacted wherever they occur. */
  readonly secrets: readonly Secret[];
  readonly clock: Clock;
}

export interface OpenLog extends Log {
  /** Writes the waiting lines, and closes the file. */
  close(): Promise<void>;
}

/** Fields of every line; another field with such a name is renamed, so that no line contains a name twice. */
const TAKEN: ReadonlySet<string> = new Set(['level', 'time', 'message']);

/** Opens the log. Later failures of the log never stop the service: lost lines are counted. */
export async function openLog(options: LogOptions): Promise<OpenLog> {
  // Loaded on demand, because commands that only look for a running service do not log.
  const { pino } = await import('pino');
  const { level, stderr, clock } = options;
  // Without a handler, an error of a closed or full stderr would end the process.
  const ignore = () => {};
  stderr.on('error', ignore);
  const outputs: ((line: string) => void)[] = [showOn(stderr, options)];
  const root = pino(
    {
      level,
      // Omits the process id and the host name, because log collectors add them.
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${clock().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line) => {
        for (const output of outputs) output(shownJson(line));
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
