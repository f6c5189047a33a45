// Which role the groups of a person have, for people whom an identity provider or a proxy vouches for.
import { SundialError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/role.js';

/** The options that name the groups of each role. */
export interface GroupOptions {
  readonly web_viewer_groups: readonly string[];
  readonly web_analyst_groups: readonly string[];
  readonly web_admin_groups: readonly string[];
}

/**
 * The highest role that one of the groups has. Names of groups are compared exactly.
 *
 * @throws SundialError `groups-unmatched`: without a listed group nobody may do anything
 */
export function roleOfGroups(options: GroupOptions, name: string, groups: readonly string[]): Role {
  const role = ROLES.findLast((each) =>
    options[`web_${each}_groups`].some((group) => groups.includes(group)),
  );
  if (!role) throw new SundialError('groups-unmatched', { name: name.slice(0, 100) });
  return role;
}
