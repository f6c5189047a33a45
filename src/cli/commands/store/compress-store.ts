// Compresses the originals of the archive again, and prints the saved space.
import { EXIT, type SundialError } from '../../../domain/errors.js';
import type { Outdated, Recompressed } from '../../../pipeline/index.js';
import { byteSize, json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { withWorkspaceInTurns } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { count, counted } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly dryRun?: boolean;
}

/** Converts all originals to the form of new ones. Other work takes its turns in between. */
export async function compressStore(options: Options, context: CliContext): Promise<number> {
  const { outdatedOriginals, recompress } = await import('../../../pipeline/index.js');
  return withWorkspaceInTurns(options, context, async ({ archive }, inTurn) => {
    const outdated = await outdatedOriginals(archive);
    if (options.dryRun === true) {
      context.print(
        options.json ? json(planJson(outdated)) : prose(context.page, planText(outdated, archive.codec)),
      );
      return EXIT.done;
    }
    return interruptible(context, async (signal) => {
      const steps = (done: number, of: number) => {
        if (!options.json && context.interactive)
          context.draw(done === of ? '' : `originals: ${count(done)} of ${count(of)}`);
      };
      const done = await recompress(archive, outdated, { inTurn, signal, steps });
      for (const reason of reasons(done.failures)) context.note(reason);
      const left = outdated.originals.length - done.originals;
      context.print(
        options.json ? json(doneJson(done, left)) : prose(context.page, doneText(done, left, archive.codec)),
      );
      return left === 0 ? EXIT.done : EXIT.partial;
    });
  });
}

/** The reasons for which originals stay unchanged; a codec that this Node lacks is one reason for any number of them. */
function reasons(failures: readonly SundialError[]): string[] {
  const isUnreadable = ({ code }: SundialError) => code === 'original-codec';
  const [first, ...others] = failures.filter(isUnreadable);
  return [
    ...failures.filter((failure) => !isUnreadable(failure)).map(({ message }) => message),
    ...(first ? [first.message] : []),
    ...(others.length > 0
      ? [`${counted(others.length, 'other original')} cannot be read for the same reason`]
      : []),
  ];
}

function planJson({ originals, bytes }: Outdated) {
  return { originals: originals.length, bytes };
}

function planText({ originals, bytes }: Outdated, codec: string | undefined): string {
  if (originals.length === 0) return nothing(codec);
  return `${counted(originals.length, 'original')} of ${byteSize(bytes)} would be compressed with ${codec}.`;
}

function doneJson({ originals, bytesBefore, bytesAfter }: Recompressed, left: number) {
  return { originals, bytesBefore, bytesAfter, left };
}

function doneText(done: Recompressed, left: number, codec: string | undefined): string {
  if (done.originals === 0 && left === 0) return nothing(codec);
  const { originals, bytesBefore, bytesAfter } = done;
  if (originals === 0) return `No original was compressed; ${count(left)} stayed unchanged.`;
  const text = `Compressed ${counted(originals, 'original')} with ${codec}: ${byteSize(bytesBefore)} became ${byteSize(bytesAfter)}.`;
  return left === 0 ? text : `${text} ${counted(left, 'original')} stayed unchanged.`;
}

function nothing(codec: string | undefined): string {
  return codec === undefined
    ? 'Originals are not compressed, because archive_compression is "none". Nothing was changed.'
    : `All originals are compressed with ${codec}. Nothing was changed.`;
}
