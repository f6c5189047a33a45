// The service itself: options, users, the checks of the doctor, and the audit log. For admins.
import type { ComponentType } from 'preact';
import type { PageProps } from '../../app/pages.ts';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import './settings.css';
import { Audit } from './audit.tsx';
import { Doctor } from './doctor.tsx';
import { Options } from './options.tsx';
import { Users } from './users.tsx';

interface View {
  readonly title: string;
  readonly View: ComponentType<{ readonly query: string }>;
}

const VIEWS: Readonly<Record<string, View>> = {
  '': { title: 'Options', View: Options },
  users: { title: 'Users', View: Users },
  doctor: { title: 'Doctor', View: Doctor },
  audit: { title: 'Audit', View: Audit },
};

export function SettingsPage({ part = '', query }: PageProps) {
  const shown = Object.hasOwn(VIEWS, part) ? part : '';
  const { View } = VIEWS[shown]!;
  return (
    <section class="page">
      <h1>Settings</h1>
      <ViewTabs root="settings" views={VIEWS} shown={shown} />
      <View query={query} />
    </section>
  );
}
