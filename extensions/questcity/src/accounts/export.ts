/**
 * Everything that is stored about the caller, as one JSON text. It is read and sent in pieces, so that
 * it needs little memory however much there is, and no connection waits for a slow client.
 */
import { type Database, query, raw, type Sql, sql } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { type Call, JsonStream } from '../kernel/route.ts';

const ROWS_AT_ONCE = 500;

interface Part {
  name: string;
  /** Rows of the user after a row, by id, as `id` and `row`. */
  read: (user: string, after: string | null) => Sql;
}

/** A part from a table with a `uuid` or whole-numbered id; `hide` names what is not the user's to see. */
function part(
  name: string,
  table: string,
  owner: string,
  hide: readonly string[] = [],
  idType: 'uuid' | 'int' = 'uuid',
): Part {
  const from = raw(table);
  const mine = raw(owner);
  const type = raw(idType);
  return {
    name,
    read: (user, after) => sql`
      select t.id::text as id, (to_jsonb(t) - ${hide}::text[])::text as row
        from ${from} t
       where ${mine} = ${user}::uuid and (${after}::text is null or t.id > ${after}::${type})
       order by t.id limit ${ROWS_AT_ONCE}`,
  };
}

/** Secrets, and what a player must not see of a running quest, stay out. */
const parts: readonly Part[] = [
  {
    name: 'sign_ins',
    read: (user, after) => sql`
      select token as id,
             jsonb_build_object('expires', expires, 'ip', ip, 'user_agent', user_agent, 'origin', origin)::text as row
        from directus_sessions
       where "user" = ${user}::uuid and (${after}::text is null or token > ${after})
       order by token limit ${ROWS_AT_ONCE}`,
  },
  part('activity', 'directus_activity', 't."user"', [], 'int'),
  part('wallet', 'ledger_entries', 't."user"'),
  {
    name: 'game_sessions',
    read: (user, after) => sql`
      select m.id::text as id,
             jsonb_build_object('session', s.id, 'quest', s.quest, 'status', s.status, 'cost', s.cost,
               'started_at', s.started_at, 'deadline', s.deadline, 'ended_at', s.ended_at,
               'role', m.role, 'membership', m.status, 'joined_at', m.joined_at)::text as row
        from session_members m join sessions s on s.id = m.session
       where m."user" = ${user}::uuid and (${after}::text is null or m.id > ${after}::uuid)
       order by m.id limit ${ROWS_AT_ONCE}`,
  },
  {
    // What the server made of an attempt (how far away, whether a doubtful answer is right) would tell
    // where a point is and what it asks for. Reasons are those that the player was given.
    name: 'attempts',
    read: (user, after) => sql`
      select t.id::text as id,
             jsonb_build_object('id', t.id, 'session', t.session, 'point', t.point,
               'client_attempt_id', t.client_attempt_id, 'latitude', t.latitude,
               'longitude', t.longitude, 'accuracy', t.accuracy, 'heading', t.heading,
               'captured_at', t.captured_at, 'mocked', t.mocked, 'file', t.file,
               'outcome', t.outcome, 'reasons', t.response -> 'reasons', 'note', t.note,
               'decided_at', t.decided_at, 'created_at', t.created_at)::text as row
        from attempts t
       where t."user" = ${user}::uuid and (${after}::text is null or t.id > ${after}::uuid)
       order by t.id limit ${ROWS_AT_ONCE}`,
  },
  part('messages', 'messages', 't.author'),
  part('reviews', 'reviews', 't.author', ['responded_by']),
  part('favorites', 'favorites', 't."user"'),
  {
    name: 'friends',
    read: (user, after) => sql`
      select e.id::text as id,
             jsonb_build_object('user', e.other, 'username', p.username, 'state', e.state,
               'created_at', e.created_at, 'updated_at', e.updated_at)::text as row
        from friend_edges e join profiles p on p.id = e.other
       where e."user" = ${user}::uuid and (${after}::text is null or e.id > ${after}::uuid)
       order by e.id limit ${ROWS_AT_ONCE}`,
  },
  {
    name: 'rejected_requests',
    read: (user, after) => sql`
      select sender::text as id,
             jsonb_build_object('user', sender, 'rejected_at', rejected_at)::text as row
        from questcity.friend_rejections
       where recipient = ${user}::uuid and (${after}::text is null or sender > ${after}::uuid)
       order by sender limit ${ROWS_AT_ONCE}`,
  },
  part('locks', 'account_locks', 't."user"', ['decided_by', 'reason']),
  part('unlock_requests', 'unlock_requests', 't."user"', ['decided_by']),
  part('notifications', 'directus_notifications', 't.recipient', [], 'int'),
  part('files', 'directus_files', 't.uploaded_by', ['filename_disk', 'storage', 'modified_by']),
];

/** @throws NotFoundError when the account was deleted a moment ago */
export async function exportMe({ actor, database, now }: Call): Promise<JsonStream> {
  const [me] = await query<{ account: string; profile: string }>(
    database,
    sql`select jsonb_build_object('id', u.id, 'email', u.email, 'status', u.status,
                 'first_name', u.first_name, 'last_name', u.last_name, 'location', u.location,
                 'title', u.title, 'description', u.description, 'language', u.language,
                 'provider', u.provider, 'external_identifier', u.external_identifier,
                 'role', r.name, 'has_password', u.password is not null,
                 'two_factor', u.tfa_secret is not null, 'last_access', u.last_access)::text as account,
               to_jsonb(p)::text as profile
          from directus_users u join profiles p on p.id = u.id
          left join directus_roles r on r.id = u.role
         where u.id = ${actor.id}::uuid`,
  );
  if (!me) throw new NotFoundError({ thing: 'account' });
  const head = `{"data":{"exported_at":${JSON.stringify(now())},"account":${me.account},"profile":${me.profile}`;
  return new JsonStream(pieces(database, actor.id, head));
}

async function* pieces(database: Database, user: string, head: string): AsyncGenerator<string> {
  yield head;
  for (const { name, read } of parts) {
    yield `,"${name}":[`;
    let after: string | null = null;
    do {
      const rows: { id: string; row: string }[] = await query(database, read(user, after));
      if (rows.length > 0) yield (after ? ',' : '') + rows.map(({ row }) => row).join(',');
      after = rows.length === ROWS_AT_ONCE ? (rows.at(-1)?.id ?? null) : null;
    } while (after !== null);
    yield ']';
  }
  yield '}}';
}
