// Turns failures of the OpenID Connect library into errors of the table, without quoting tokens.
import type * as Library from 'openid-client';
import { SundialError } from '../../domain/errors.js';
import type { Secret } from '../../domain/secret.js';
import { shownWords } from '../../net/index.js';

export function problemOf(
  thrown: unknown,
  library: typeof Library,
  secrets: readonly Secret[],
): SundialError {
  const causes = causesOf(thrown);
  const own = causes.find((each) => each instanceof SundialError);
  if (own) return own;
  const words = (problem: string) => ({ problem: shownWords(problem, secrets) });
  // What the provider sent the browser back with; anybody can make such an address, so only its code is shown.
  if (thrown instanceof library.AuthorizationResponseError)
    return new SundialError('oidc-declined', words(thrown.error));
  if (thrown instanceof library.ResponseBodyError)
    return new SundialError('oidc-answer-invalid', words(`${thrown.status} ${thrown.error}`));
  // The first cause names what was compared, the library's own message only the kind of the comparison.
  const problem = causes.at(-1)?.message ?? 'unknown';
  return new SundialError('oidc-answer-invalid', words(problem), { cause: thrown });
}

/** An error and the errors that caused it. */
function causesOf(thrown: unknown): Error[] {
  return thrown instanceof Error ? [thrown, ...causesOf(thrown.cause)] : [];
}
