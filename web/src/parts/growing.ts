// Draws long lists in steps, so that a page can be used before all of its rows are there.
import { useEffect, useState } from 'preact/hooks';

/** More than any window shows. */
const FIRST = 60;
/** Few enough that a slow machine answers keys in between. */
const STEP = 60;

/**
 * How many rows of a list are drawn now: the first ones at once, the others in steps after they are on the screen.
 *
 * @param least rows that have to be there now, such as those up to the one that gets the focus
 */
export function useGrowing(total: number, least = 0): number {
  const [drawn, setDrawn] = useState(FIRST);
  const isWhole = drawn >= total;
  useEffect(() => {
    if (isWhole) return;
    const timer = setTimeout(() => setDrawn(drawn + STEP), 0);
    return () => clearTimeout(timer);
  }, [drawn, isWhole]);
  return Math.min(Math.max(drawn, least), total);
}
