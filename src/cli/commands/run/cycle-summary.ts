// The end of a cycle of the pipeline: what each source gave, and the gravest thing that happened.
import { EXIT } from '../../../domain/errors.js';
import type { Cycle } from '../../../pipeline/index.js';
import type { CliContext } from '../../frame/context.js';
import { printable } from '../../print/table.js';
import { exitCode as fetchExitCode, fetchedJson, fetchedText } from '../fetch/fetch-summary.js';
import {
  exitCode as mailExitCode,
  fetchedJson as mailJson,
  fetchedText as mailText,
} from '../mail/mail-output.js';

/** Prints the summary. */
export function printCycle(cycle: Cycle, options: Record<string, unknown>, context: CliContext): void {
  const { fetched, mail, failures } = cycle;
  if (options.json) {
    const parts = { ...(fetched && { api: fetchedJson(fetched) }), ...(mail && { mail: mailJson(mail) }) };
    context.print(JSON.stringify({ ...parts, failures }));
    return;
  }
  if (fetched) context.print(fetchedText(fetched));
  if (mail) context.print(mailText(mail));
  for (const { source, message, fatal } of failures)
    if (fatal) context.note(`error: ${source}: ${printable(message)}`);
}

/** From the gravest on. */
const GRAVITY = [EXIT.authentication, EXIT.failed, EXIT.partial, EXIT.done];

/** The exit code: the gravest thing that happened at any source. */
export function cycleExitCode({ fetched, mail, failures }: Cycle): number {
  const codes = [
    ...(fetched ? [fetchExitCode(fetched, false)] : []),
    ...(mail ? [mailExitCode(mail, false)] : []),
    ...failures.map((failure) => (failure.class === 'auth' ? EXIT.authentication : EXIT.partial)),
  ];
  return GRAVITY.find((code) => (codes as number[]).includes(code)) ?? EXIT.done;
}
