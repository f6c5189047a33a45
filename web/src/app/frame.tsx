// What surrounds each page: the way to other pages, and the user.
import type { ComponentChildren } from 'preact';
import { ask, forgetAnswers } from '../data/request.ts';
import { refusalOf, type Session, session } from '../data/session.ts';
import { PAGES } from './pages.ts';
import { go } from './place.ts';

interface FrameProps {
  readonly user: NonNullable<Session['user']>;
  readonly auth: Session['auth'];
  /** The page that is shown. */
  readonly current: string;
  readonly children: ComponentChildren;
}

export function Frame({ user, auth, current, children }: FrameProps) {
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/today">
          Sundial
        </a>
        <nav aria-label="Pages">
          {Object.entries(PAGES).map(
            ([name, { title, isMain, isForAdmins }]) =>
              isMain &&
              (!isForAdmins || user.role === 'admin') && (
                <a key={name} href={`/${name}`} aria-current={name === current ? 'page' : undefined}>
                  {title}
                </a>
              ),
          )}
        </nav>
        <div class="user">
          <span>
            {user.name} <span class="soft">({user.role})</span>
          </span>
          {(auth === 'accounts' || auth === 'oidc') && (
            <>
              <a href="/sessions" aria-current={current === 'sessions' ? 'page' : undefined}>
                Sessions
              </a>
              <button type="button" onClick={() => void signOut()}>
                Sign out
              </button>
            </>
          )}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

async function signOut(): Promise<void> {
  try {
    const { leave, ...signedOut } = await ask('logout', { body: {} });
    forgetAnswers();
    go('/login');
    session.value = signedOut;
    if (leave !== null) location.assign(leave);
  } catch (thrown) {
    session.value = refusalOf(thrown);
  }
}
