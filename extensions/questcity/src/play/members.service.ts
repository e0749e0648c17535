/** Who plays in a session: its owner, and friends of the owner who accepted an invitation. */
import type { Knex } from 'knex';
import * as friends from '../friends/friends.service.ts';
import { type Database, inTransaction } from '../kernel/database.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import { type Call, Reply } from '../kernel/route.ts';
import {
  GroupFullError,
  NotFriendsError,
  OwnerStaysError,
  SessionNotActiveError,
} from './errors.ts';
import * as store from './members.store.ts';
import type { Session } from './sessions.schema.ts';
import { expireDueOf, oneActive, readSession } from './sessions.service.ts';
import { type LockedSession, lockSession } from './sessions.store.ts';
import { statusAt } from './views.ts';

/** A session whose lock is held, as a command of its members finds it. */
interface Turn {
  readonly transaction: Knex.Transaction;
  readonly locked: LockedSession;
  readonly caller: store.Membership;
  readonly now: Date;
}

/** @throws NotFoundError when the caller neither is in such a session nor is invited to it */
function takeTurn<T>(
  { actor, database, now }: Call,
  session: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  return inTransaction(database, async (transaction) => {
    // Looked at before the lock too: a stranger must not hold up a session.
    if (!(await presence(transaction, session, actor.id))) {
      throw new NotFoundError({ thing: 'session' });
    }
    const locked = await lockSession(transaction, session);
    const caller = await presence(transaction, session, actor.id);
    if (!locked || !caller) throw new NotFoundError({ thing: 'session' });
    return work({ transaction, locked, caller, now: now() });
  });
}

async function presence(
  database: Database,
  session: string,
  user: string,
): Promise<store.Membership | undefined> {
  const found = await store.readMembership(database, session, user);
  return found?.status === 'joined' || found?.status === 'invited' ? found : undefined;
}

function requireActive({ locked, now }: Turn): void {
  const status = statusAt(locked, now);
  if (status !== 'active') throw new SessionNotActiveError({ status });
}

/**
 * Invites a friend. Repeating it changes nothing.
 * @returns 201 for a new invitation, 200 when the player was invited or in the session already
 * @throws NotFoundError when the caller is no member of such a session
 * @throws ForbiddenError when the caller is not its owner
 * @throws SessionNotActiveError
 * @throws NotFriendsError also when there is no such player, the friend is locked, or somebody of the
 *   session and the friend have blocked each other
 * @throws GroupFullError
 */
export function inviteMember(
  call: Call,
  session: string,
  user: string,
): Promise<Reply<{ data: Session }>> {
  return takeTurn(call, session, async (turn) => {
    const { transaction, locked, caller, now } = turn;
    if (caller.role !== 'owner') throw new ForbiddenError();
    const known = await presence(transaction, session, user);
    if (!known) {
      requireActive(turn);
      // Who blocks the other now does so before or after, and then ends the invitation.
      await friends.lockPlayers(transaction, [call.actor.id, user]);
      if (
        !(await friends.isActiveFriend(transaction, call.actor.id, user)) ||
        (await store.isBlockedInside(transaction, session, user))
      ) {
        throw new NotFriendsError();
      }
      const { group_size } = locked;
      if ((await store.countMembers(transaction, session)) >= group_size) {
        throw new GroupFullError({ group_size });
      }
      await store.insertInvitation(transaction, session, user, now);
    }
    const data = await readSession(transaction, session, call.actor.id, now);
    return new Reply(known ? 200 : 201, { data });
  });
}

/**
 * Accepts the caller's invitation. Repeating it changes nothing.
 * @throws NotFoundError when the caller is not invited to such a session
 * @throws SessionNotActiveError
 * @throws NotFriendsError when the owner and the caller are no friends any more, or somebody of the
 *   session and the caller have blocked each other
 * @throws SessionActiveError when the caller has an active session of this quest
 */
export function acceptInvitation(call: Call, session: string): Promise<Session> {
  return takeTurn(call, session, async (turn) => {
    const { transaction, locked, caller, now } = turn;
    const user = call.actor.id;
    if (caller.status === 'invited') {
      requireActive(turn);
      const { owner, quest } = locked;
      if (
        !owner ||
        !(await friends.areFriends(transaction, owner, user)) ||
        (await store.isBlockedInside(transaction, session, user))
      ) {
        throw new NotFriendsError();
      }
      await expireDueOf(transaction, now, { user, quest });
      await oneActive(store.updateMembership(transaction, caller, 'joined', now));
    }
    return readSession(transaction, session, user, now);
  });
}

/**
 * Leaves a session, declines an invitation, or, for the owner, removes a member. Repeating it changes
 * nothing.
 * @throws NotFoundError when the caller is no member of such a session
 * @throws ForbiddenError when it is another player, and not the caller's own session
 * @throws OwnerStaysError
 * @throws SessionNotActiveError
 */
export function removeMember(call: Call, session: string, user: string): Promise<void> {
  const own = user === call.actor.id;
  return inTransaction(call.database, async (transaction) => {
    // Who has left already is told nothing new, and nothing of the session.
    if (own && !(await presence(transaction, session, user))) {
      if (await store.readMembership(transaction, session, user)) return;
    }
    await takeTurn({ ...call, database: transaction }, session, async (turn) => {
      const { caller, now } = turn;
      if (own && caller.role === 'owner') throw new OwnerStaysError();
      if (!own && caller.role !== 'owner') throw new ForbiddenError();
      const gone = await presence(transaction, session, user);
      if (!gone) return;
      // Who has played to the end stays among those who are paid. From one that has expired the owner
      // may remove who keeps it from being extended.
      const expired = statusAt(turn.locked, now) === 'expired' && !turn.locked.cancelled_at;
      if (gone.status === 'joined' && (own || !expired)) requireActive(turn);
      const status = !own ? 'removed' : gone.status === 'invited' ? 'declined' : 'left';
      await store.updateMembership(transaction, gone, status, now);
    });
  });
}
