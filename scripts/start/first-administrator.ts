/** The first administrator of a database, made by the first start; of several at once, by one. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { findAdministrator, lockAdministrators, setAdministrator } from '../admin/administrator.ts';
import { connect, withClient } from '../lib/database.ts';
import { recall, remember } from './memory.ts';

interface Account {
  /** In lower case. */
  readonly email: string;
  readonly password?: string | undefined;
}

/** With a password only if it was generated. */
export interface FirstAdministrator extends Account {
  /** Leaves the password to whoever starts from now on, unless it was shown. */
  leave(): Promise<void>;
  /** Tells that somebody has seen the password, so that no other takes its place. */
  shown(): Promise<void>;
}

/**
 * Makes the first administrator. A password that was generated is kept nowhere; if the start that
 * made it was cut short before it was shown, another takes its place.
 *
 * @param variables of the database, as in `Database.variables`
 * @param account as it is to be; without a password one is generated
 * @returns undefined when there is one already, or another start is about to show its password
 */
export async function ensureFirstAdministrator(
  variables: Readonly<Record<string, string | undefined>>,
  account: Account,
): Promise<FirstAdministrator | undefined> {
  const client = await connect(variables);
  const leave = () => client.end().catch(() => undefined);
  let made: Account | undefined;
  try {
    made = await lockAdministrators(client, () => make(client, account));
  } finally {
    if (made?.password === undefined) await leave();
  }
  if (made?.password === undefined) return made && { ...made, leave, shown: leave };
  const shown = async () => {
    // Not on the connection of the lock, which nobody has used for as long as the start took.
    await withClient(variables, (another) => remember(another, 'administrator', 'shown'));
    await leave();
  };
  return { ...made, leave, shown };
}

async function make(client: pg.Client, { email, password }: Account): Promise<Account | undefined> {
  const unshown = (await recall(client, 'administrator')) === 'unshown';
  // As long as the lock is another's, that one lives and will show what it made.
  const abandoned = unshown && (await lockPassword(client));
  if (!abandoned && (await findAdministrator(client))) return undefined;
  if (password !== undefined) {
    await setAdministrator(client, { email, password, promote: true });
    await remember(client, 'administrator', 'chosen');
    return { email };
  }
  await lockPassword(client);
  const generated = randomBytes(15).toString('base64url');
  await remember(client, 'administrator', 'unshown');
  await setAdministrator(client, { email, password: generated, promote: true });
  return { email, password: generated };
}

/** Takes the lock of an unshown password, which ends with the connection, or finds it taken. */
async function lockPassword(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT pg_try_advisory_lock(hashtext('questcity.unshown_password')) AS taken`,
  );
  return rows[0].taken;
}
