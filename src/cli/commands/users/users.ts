// `sundial users`: manages who may use the web application, and what each may do there.
import { Argument, type Command, Option } from 'commander';
import { type Invited, type User, type UsersFile, userFacts } from '../../../access/index.js';
import type { Settings } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { ROLES, type Role } from '../../../domain/role.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import { readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { linkText, usersTable } from './users-output.js';

interface InviteOptions extends GlobalOptions {
  readonly role: Role;
}

export function declareUsers(program: Command, context: CliContext): void {
  const users = program.command('users').description('manage who may use the web application');
  bindAction<GlobalOptions>(
    users.command('list').description('show all users with their roles'),
    context,
    (_args, options) => list(options, context),
  );
  bindAction<InviteOptions>(
    users
      .command('invite')
      .description('add a user, and print the link with which the user chooses a password')
      .argument('<name>', 'the name to sign in with, such as ada or ada@example.org')
      .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).makeOptionMandatory()),
    context,
    async ([name = ''], { role, ...options }) => {
      const { inviteUser } = await import('../../../access/index.js');
      return printLink(options, context, 'user-invited', (file) =>
        inviteUser(file, { name, role }, context.clock),
      );
    },
  );
  bindAction<GlobalOptions>(
    named(users.command('reset')).description(
      'print a new link for a user, whose password and sessions end; enables a disabled user again',
    ),
    context,
    async ([name = ''], options) => {
      const { resetUser } = await import('../../../access/index.js');
      return printLink(options, context, 'user-reset', (file) => resetUser(file, name, context.clock));
    },
  );
  bindAction<GlobalOptions>(
    named(users.command('role'))
      .description('give a user another role, which counts at once')
      .addArgument(new Argument('<role>', 'what the user may do').choices(ROLES)),
    context,
    async ([name = '', role = ''], options) => {
      const { setRole } = await import('../../../access/index.js');
      return printChange(options, context, 'user-role', {
        change: (file) => setRole(file, name, role as Role),
        text: (user) => `${user.name} is ${user.role} from now on.`,
      });
    },
  );
  bindAction<GlobalOptions>(
    named(users.command('disable')).description('end the sessions of a user, who can no longer sign in'),
    context,
    async ([name = ''], options) => {
      const { disableUser } = await import('../../../access/index.js');
      return printChange(options, context, 'user-disabled', {
        change: (file) => disableUser(file, name, context.clock),
        text: (user) => `${user.name} can no longer sign in. "sundial users reset ${user.name}" undoes this.`,
      });
    },
  );
  bindAction<GlobalOptions>(
    named(users.command('remove')).description('remove a user; decisions keep the name'),
    context,
    async ([name = ''], options) => {
      const { removeUser } = await import('../../../access/index.js');
      return printChange(options, context, 'user-removed', {
        change: (file) => removeUser(file, name),
        text: (user) => `${user.name} is removed.`,
      });
    },
  );
}

const named = (command: Command): Command => command.argument('<name>', 'the name that "users list" shows');

type Event = 'user-invited' | 'user-reset' | 'user-role' | 'user-disabled' | 'user-removed';

async function list(options: GlobalOptions, context: CliContext): Promise<number> {
  const { usersFileOf } = await import('../../../access/index.js');
  const now = context.clock();
  const users = usersFileOf(await settingsOf(options, context))
    .current()
    .map((user) => userFacts(user, now));
  context.print(options.json ? json({ users }) : usersTable(users, context.page));
  return EXIT.done;
}

async function printLink(
  options: GlobalOptions,
  context: CliContext,
  event: Event,
  change: (file: UsersFile) => Promise<Invited>,
): Promise<number> {
  const settings = await settingsOf(options, context);
  const invited = await changed(settings, context, event, change, ({ user }) => user);
  const { startLink } = await import('../../../access/index.js');
  const link = startLink(settings, invited.token);
  if (options.json) context.print(json({ user: userFacts(invited.user, context.clock()), link }));
  else context.print(linkText(invited, link, context.page));
  return EXIT.done;
}

async function printChange(
  options: GlobalOptions,
  context: CliContext,
  event: Event,
  { change, text }: { change: (file: UsersFile) => Promise<User>; text: (user: User) => string },
): Promise<number> {
  const user = await changed(await settingsOf(options, context), context, event, change, (user) => user);
  if (options.json) context.print(json({ user: userFacts(user, context.clock()) }));
  else context.print(prose(context.page, text(user)));
  return EXIT.done;
}

/** Changes the users, and records who did it. */
async function changed<Result>(
  settings: Settings,
  context: CliContext,
  event: Event,
  change: (file: UsersFile) => Promise<Result>,
  userOf: (result: Result) => User,
): Promise<Result> {
  const { appendedTo, Audit, auditFileOf, usersFileOf } = await import('../../../access/index.js');
  const result = await change(usersFileOf(settings));
  const { name: about, role } = userOf(result);
  const { author: by } = readAuthorship({}, context);
  const audit = new Audit(appendedTo(auditFileOf(settings)), context.clock);
  audit.record({ event, by, through: 'command', about, role });
  return result;
}

async function settingsOf(options: GlobalOptions, context: CliContext): Promise<Settings> {
  const { loadShownSettings } = await import('../../frame/workspace.js');
  return loadShownSettings(options, context);
}
