// The service itself: its options with where each value came from, and its users. For admins.
import { useEffect } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { Options } from './options.tsx';
import { Users } from './users.tsx';

const VIEWS = {
  '': { title: 'Options', View: Options },
  users: { title: 'Users', View: Users },
};

export function SettingsPage({ part = '' }: PageProps) {
  useEffect(() => {
    document.title = 'Settings · Sundial';
  }, []);
  const shown = Object.hasOwn(VIEWS, part) ? (part as keyof typeof VIEWS) : '';
  const { View } = VIEWS[shown];
  return (
    <section class="page">
      <h1>Settings</h1>
      <Tabs
        label="Views"
        tabs={Object.entries(VIEWS).map(([name, { title }]) => ({
          ...{ title, isShown: name === shown },
          href: name === '' ? '/settings' : `/settings/${name}`,
        }))}
      />
      <View />
    </section>
  );
}
