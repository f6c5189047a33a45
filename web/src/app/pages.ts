// The pages by the first part of their address; the code of each is loaded when it is first shown.
import type { ComponentType } from 'preact';

export interface PageProps {
  /** The second part of the address, such as a date. */
  readonly part: string | undefined;
  /** The parameters of the address: with `?`, or empty. */
  readonly query: string;
}

export interface Page {
  readonly title: string;
  /** Whether the navigation leads there. */
  readonly isMain: boolean;
  /** Whether only admins may see it. */
  readonly isForAdmins?: true;
  readonly load: () => Promise<ComponentType<PageProps>>;
}

/** In the order of the navigation. */
export const PAGES: Readonly<Record<string, Page>> = {
  today: {
    ...{ title: 'Today', isMain: true },
    load: async () => (await import('../pages/today/today.tsx')).TodayPage,
  },
  explore: {
    ...{ title: 'Explore', isMain: true },
    load: async () => (await import('../pages/explore/explore.tsx')).ExplorePage,
  },
  findings: {
    ...{ title: 'Findings', isMain: true },
    load: async () => (await import('../pages/findings/findings.tsx')).FindingsPage,
  },
  reports: {
    ...{ title: 'Reports', isMain: true },
    load: async () => (await import('../pages/reports/reports.tsx')).ReportsPage,
  },
  whitelist: {
    ...{ title: 'Whitelist', isMain: true },
    load: async () => (await import('../pages/whitelist/whitelist.tsx')).WhitelistPage,
  },
  help: {
    ...{ title: 'Help', isMain: true },
    load: async () => (await import('../pages/help/help.tsx')).HelpPage,
  },
  settings: {
    ...{ title: 'Settings', isMain: true, isForAdmins: true },
    load: async () => (await import('../pages/settings/settings.tsx')).SettingsPage,
  },
  finding: {
    ...{ title: 'Finding', isMain: false },
    load: async () => (await import('../pages/finding/finding.tsx')).FindingPage,
  },
  subject: {
    ...{ title: 'Subject', isMain: false },
    load: async () => (await import('../pages/subject/subject.tsx')).SubjectPage,
  },
  sessions: {
    ...{ title: 'Sessions', isMain: false },
    load: async () => (await import('../pages/sessions/sessions.tsx')).SessionsPage,
  },
};

export const FIRST_PAGE = 'today';
