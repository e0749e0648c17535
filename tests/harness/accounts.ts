/**
 * One account for each kind of person, present in every test database. Each has a static token, so
 * that a test need not log in, and all have the same password, for those that want to.
 */
import type pg from 'pg';
import { PASSWORD } from './environment.ts';

/** Roles by their fixed ids in the state. */
export const roles = {
  player: '10000000-0000-4000-8000-000000000001',
  manager: '10000000-0000-4000-8000-000000000002',
  administrator: '10000000-0000-4000-8000-000000000003',
} as const;

const policies = {
  questEditor: '20000000-0000-4000-8000-000000000004',
  userModerator: '20000000-0000-4000-8000-000000000005',
} as const;

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** A static token: `Authorization: Bearer …`. */
  readonly token: string;
  readonly role: keyof typeof roles;
  readonly policy?: keyof typeof policies;
  readonly status: 'active' | 'suspended' | 'unverified';
  readonly username: string;
}

function account(
  number: number,
  name: string,
  role: Account['role'],
  more: Partial<Pick<Account, 'policy' | 'status'>> = {},
): Account {
  return {
    id: `a0000000-0000-4000-8000-00000000000${number}`,
    email: `${name.replace('_', '-')}@test.example.com`,
    password: PASSWORD,
    token: `token-of-${name}-0123456789abcdef`,
    role,
    status: 'active',
    username: name.slice(0, 15),
    ...more,
  };
}

export const accounts = {
  player: account(1, 'player', 'player'),
  /** Another player, who has what `player` must not see. */
  other: account(2, 'other', 'player'),
  manager: account(3, 'manager', 'manager'),
  /** A player with the policy Quest editor. */
  editor: account(4, 'editor', 'player', { policy: 'questEditor' }),
  /** A player with the policy User moderator. */
  moderator: account(5, 'moderator', 'player', { policy: 'userModerator' }),
  administrator: account(6, 'admin', 'administrator'),
  suspended: account(7, 'suspended', 'player', { status: 'suspended' }),
  unverified: account(8, 'unverified', 'player', { status: 'unverified' }),
} as const satisfies Record<string, Account>;

export type AccountName = keyof typeof accounts;

/** Puts the accounts into a database; `passwordHash` is the argon2 hash of their password. */
export async function insertAccounts(client: pg.Client, passwordHash: string): Promise<void> {
  for (const { id, email, token, role, policy, status, username } of Object.values<Account>(
    accounts,
  )) {
    await client.query(
      `insert into directus_users (id, email, password, token, role, status, provider, first_name, last_name)
       values ($1, $2, $3, $4, $5, $6, 'default', $7, 'Test')`,
      [id, email, passwordHash, token, roles[role], status, username],
    );
    await client.query('update profiles set username = $2 where id = $1', [id, username]);
    if (policy) {
      await client.query(
        `insert into directus_access (id, "user", policy) values (gen_random_uuid(), $1, $2)`,
        [id, policies[policy]],
      );
    }
  }
}
