// Decides by the address and the session which page is shown.
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { Refused } from '../data/request.ts';
import { lookUpSession, session } from '../data/session.ts';
import { LoginPage } from '../pages/login/login.tsx';
import { SessionsPage } from '../pages/sessions/sessions.tsx';
import { StartPage } from '../pages/start/start.tsx';
import { TodayPage } from '../pages/today/today.tsx';
import { Problem } from '../parts/problem.tsx';
import { Frame } from './frame.tsx';
import { go, place } from './place.ts';

export function App() {
  useEffect(() => void lookUpSession(), []);
  const path = place.value.split('?')[0]!;
  const known = session.value;
  if (path === '/start') return <StartPage />;
  if (known === undefined) return <main class="bare" aria-busy="true" />;
  if (known instanceof Refused)
    return (
      <main class="bare">
        <Problem problem={known} again={() => void lookUpSession()} />
      </main>
    );
  if (known.user === null) return <LoginPage />;
  if (path === '/login') return <GoTo to="/today" />;
  return (
    <Frame user={known.user} auth={known.auth} path={path}>
      {pageOf(path)}
    </Frame>
  );
}

function pageOf(path: string): ComponentChild {
  if (path === '/sessions') return <SessionsPage />;
  const [, date] = /^\/today\/([^/]+)$/.exec(path) ?? [];
  return <TodayPage date={date} />;
}

/** Goes to another page once the current one is drawn. */
function GoTo({ to }: { readonly to: string }) {
  useEffect(() => go(to, { replaces: true }), [to]);
  return null;
}
