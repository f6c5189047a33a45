// The service itself: its options with where each value came from, and its users. For admins.
import type { PageProps } from '../../app/pages.ts';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { Options } from './options.tsx';
import { Users } from './users.tsx';

const VIEWS = {
  '': { title: 'Options', View: Options },
  users: { title: 'Users', View: Users },
};

export function SettingsPage({ part = '' }: PageProps) {
  const shown = Object.hasOwn(VIEWS, part) ? (part as keyof typeof VIEWS) : '';
  const { View } = VIEWS[shown];
  return (
    <section class="page">
      <h1>Settings</h1>
      <ViewTabs root="settings" views={VIEWS} shown={shown} />
      <View />
    </section>
  );
}
