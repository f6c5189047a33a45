// An answer of the server within a part of a page: being loaded, refused, or there.
import { useEffect, useState } from 'preact/hooks';
import type { Refused } from './request.ts';
import { refusalOf } from './session.ts';

export type Answered<Answer> =
  /** The answer is that of the key before, so that the page need not be empty in the meantime. */
  | { readonly state: 'loading'; readonly answer?: Answer | undefined }
  | { readonly state: 'refused'; readonly problem: Refused; readonly answer?: undefined }
  | { readonly state: 'there'; readonly answer: Answer };

/**
 * Asks when the part is shown, and again when the key changes; the request of an earlier key ends.
 *
 * @param key what the answer depends on
 */
export function useAnswer<Answer>(
  key: string,
  request: (signal: AbortSignal) => Promise<Answer>,
): Answered<Answer> & { readonly again: () => void } {
  const [answered, setAnswered] = useState<Answered<Answer>>({ state: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const ended = new AbortController();
    setAnswered((before) => ({ state: 'loading', answer: before.answer }));
    request(ended.signal).then(
      (answer) => !ended.signal.aborted && setAnswered({ state: 'there', answer }),
      (thrown: unknown) =>
        !ended.signal.aborted && setAnswered({ state: 'refused', problem: refusalOf(thrown) }),
    );
    return () => ended.abort();
  }, [key, tries]);
  return { ...answered, again: () => setTries(tries + 1) };
}
