// An answer of the server that a page keeps up to date while somebody looks at it, also after the service was away.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Refused } from './request.ts';
import { refusalOf } from './session.ts';

export interface Live<Answer> {
  /** Undefined until the first answer; stays while later ones fail. */
  readonly answer: Answer | undefined;
  /** Why the last request failed. */
  readonly problem: Refused | undefined;
  /** Asks now; resolves when the answer is shown, or the request has failed. */
  readonly again: () => Promise<void>;
}

/** How often an answer is asked for again: an unchanged one costs the server nothing. */
const EVERY_MS = 20_000;
/** How often a service that is away is looked for. */
const AWAY_EVERY_MS = 2_000;

interface State<Answer> {
  readonly key: string;
  readonly answer?: Answer | undefined;
  readonly problem?: Refused | undefined;
}

/** How a request is made: ends with `signal`, and says whether the page asks by itself. */
export interface LiveRequest {
  readonly signal: AbortSignal;
  readonly isWatching: boolean;
}

/** @param key what the answer depends on @param known the answer that is known already, to be shown at once */
export function useLive<Answer>(
  key: string,
  request: (by: LiveRequest) => Promise<Answer>,
  known?: Answer,
): Live<Answer> {
  const [state, setState] = useState<State<Answer>>({ key, answer: known });
  const running = useRef<AbortController>();
  const load = async (isWatching = false) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    const next = await request({ signal: own.signal, isWatching }).then(
      (answer) => ({ answer, problem: undefined }),
      (thrown: unknown) => ({ problem: own.signal.aborted ? undefined : refusalOf(thrown) }),
    );
    if (own.signal.aborted) return;
    setState((before) => ({ key, answer: before.key === key ? before.answer : known, ...next }));
  };
  useEffect(() => {
    void load();
    return () => running.current?.abort();
  }, [key]);
  const current: State<Answer> = state.key === key ? state : { key, answer: known };
  const isAway = current.problem?.code === 'unreachable';
  useEffect(() => {
    const look = (isWatching: boolean) => document.visibilityState === 'visible' && void load(isWatching);
    const timer = setInterval(() => look(true), isAway ? AWAY_EVERY_MS : EVERY_MS);
    // Somebody has come back.
    const shown = () => look(false);
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [key, isAway]);
  return { answer: current.answer, problem: current.problem, again: () => load() };
}
