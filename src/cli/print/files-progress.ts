// Shows the progress of work on many files: an updated line on a terminal, nothing elsewhere.
import type { CliContext } from '../frame/context.js';
import type { GlobalOptions } from '../frame/global-options.js';
import { count, counted } from './table.js';

/** Minimum time between updates of a terminal. */
const REDRAW_MS = 100;

/** Makes the function that is called for each file; undefined if no person is watching. @param verb such as `copied` */
export function filesProgress(
  verb: string,
  context: Pick<CliContext, 'interactive' | 'draw'>,
  options: GlobalOptions,
): ((done: number, of: number) => void) | undefined {
  if (!context.interactive || options.json) return undefined;
  let drawn = 0;
  return (done, of) => {
    const now = performance.now();
    if (done < of && now - drawn < REDRAW_MS) return;
    drawn = now;
    context.draw(done === of ? '' : `${verb} ${count(done)} of ${counted(of, 'file')}`);
  };
}
