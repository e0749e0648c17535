/** Seeds sessions with their members, points and attempts, and the ledger they lead to. */
import type { ClientBase } from 'pg';
import { attemptRows } from './attempts.ts';
import { pointId, questId, questRow } from './catalogue.ts';
import { type Client, createMissingEach, type Row } from './client.ts';
import { type Content, referenceId, referenceKey } from './content.ts';
import { demoId } from './ids.ts';
import { endedAgo, ledgerOf, sessionId } from './ledger.ts';
import { type TimeAgo, userId } from './people.ts';
import type { Quest, Session } from './shapes.ts';

const MINUTE = 60_000;

/** What becomes of one point of a session. */
export interface Progress {
  order: number;
  state: 'solved' | 'available' | 'locked';
  /** Key of the player who solved it. */
  by: string;
  arrivedAgo: number;
  solvedAgo: number;
}

/** How a session went: its solved points, spread evenly over its time, and the one that is next. */
function progressOf(session: Session, quest: Quest): Progress[] {
  const solved = session.solved ?? quest.points.length;
  // The last point of a finished session is solved at its very end.
  const step = (session.minutes * MINUTE) / (session.status === 'completed' ? solved : solved + 1);
  const players = [session.owner, ...session.members];
  return quest.points.map((_, i) => ({
    order: i + 1,
    state: i < solved ? 'solved' : i === solved ? 'available' : 'locked',
    by: players[i % players.length] ?? session.owner,
    arrivedAgo: Math.round(session.ago - (i + 0.8) * step),
    solvedAgo: Math.round(session.ago - (i + 1) * step),
  }));
}

/** The answers of a point as the catalogue has hashed them: the seed knows them in clear text alone. */
type Answers = Record<'code' | 'word' | 'qr_secret', string | null>;

async function answersOf(
  database: ClientBase,
  { sessions }: Content,
): Promise<ReadonlyMap<string, Answers>> {
  const quests = new Set(sessions.map(({ quest }) => questId(quest)));
  const { rows } = await database.query<Answers & { id: string }>(
    'select id, code, word, qr_secret from points where quest = any ($1)',
    [[...quests]],
  );
  return new Map(rows.map(({ id, ...answers }) => [id, answers]));
}

/** The quest as it is pinned in a session. */
function pinned(quest: Quest, content: Content, answers: ReadonlyMap<string, Answers>): Row {
  const {
    mentor_preference: _mentor,
    merch: _merch,
    points,
    status: _status,
    ...row
  } = questRow(quest, content);
  const vehicle = content.reference.vehicles.find((one) => referenceKey(one) === quest.vehicle);
  return {
    ...row,
    vehicle: { id: vehicle?.id, name: vehicle?.name, top_speed_kmh: vehicle?.top_speed_kmh },
    points: (points as Row[]).map(({ code: _code, word: _word, qr_secret: _qr, ...point }, i) => {
      const tool = quest.points[i]?.tool;
      const id = tool && referenceId(content.reference.tools, tool);
      const {
        image: _image,
        sort: _sort,
        ...shown
      } = { image: null, ...content.reference.tools.find((one) => one.id === id) };
      return { ...point, ...answers.get(pointId(quest.key, i + 1)), tool: id ? shown : null };
    }),
  };
}

function memberRows(session: Session, at: TimeAgo): Row[] {
  const member = (user: string, role: string, status: string) => ({
    id: demoId('session-member', session.key, user),
    user: userId(user),
    role,
    status,
    created_at: at(session.ago),
    ...(status === 'joined' && { joined_at: at(session.ago) }),
  });
  return [
    member(session.owner, 'owner', 'joined'),
    ...session.members.map((user) => member(user, 'member', 'joined')),
    ...session.invited.map((user) => member(user, 'member', 'invited')),
  ];
}

function sessionRow(
  session: Session,
  content: Content,
  answers: ReadonlyMap<string, Answers>,
  at: TimeAgo,
): Row & { id: string } {
  const quest = content.quests.find(({ key }) => key === session.quest);
  if (!quest) throw new Error(`There is no quest ${session.quest}`);
  const progress = progressOf(session, quest);
  const limit = quest.timeframe && quest.timeframe * 60 * MINUTE * (1 + session.extensions);
  return {
    id: sessionId(session.key),
    quest: questId(quest.key),
    owner: userId(session.owner),
    status: session.status,
    content: pinned(quest, content, answers),
    cost: quest.cost,
    extensions: session.extensions,
    started_at: at(session.ago),
    deadline: limit ? at(session.ago - limit) : null,
    ended_at: session.status === 'active' ? null : at(endedAgo(session)),
    rewarded_at: session.status === 'completed' && session.rewarded ? at(endedAgo(session)) : null,
    members: memberRows(session, at),
    points: progress.map(({ order, state, by, arrivedAgo, solvedAgo }) => ({
      id: demoId('session-point', session.key, order),
      point: pointId(quest.key, order),
      order,
      state,
      ...(state === 'solved' && {
        arrived_at: at(arrivedAgo),
        solved_at: at(solvedAgo),
        solved_by: userId(by),
        parts: quest.points[order - 1]?.places.flatMap(({ part }) => part ?? []),
      }),
    })),
    attempts: attemptRows(session, quest, progress, at),
  };
}

/**
 * Seeds sessions and the ledger; quests and accounts must be there already.
 *
 * @returns How many rows were created.
 */
export async function seedPlay(
  client: Client,
  database: ClientBase,
  content: Content,
  at: TimeAgo,
): Promise<number> {
  const answers = await answersOf(database, content);
  const sessions = await createMissingEach(
    client,
    '/items/sessions',
    content.sessions.map((session) => sessionRow(session, content, answers, at)),
  );
  const entries = await enterMissing(
    database,
    ledgerOf(content).map(({ user, quest, session, ago, ...entry }) => ({
      ...entry,
      id: demoId('ledger-entry', entry.kind, entry.reference, user),
      user: userId(user),
      quest: quest ? questId(quest) : null,
      session: session ? sessionId(session) : null,
      created_at: at(ago),
    })),
  );
  return sessions + entries;
}

/**
 * Past entries of the ledger. Through the API an administrator makes adjustments only, and in one
 * statement no balance depends on where the seed was interrupted.
 */
async function enterMissing(database: ClientBase, rows: readonly Row[]): Promise<number> {
  const { rowCount } = await database.query(
    `insert into ledger_entries (id, "user", kind, amount, reference, quest, session, note, created_at)
     select id, "user", kind, amount, reference, quest, session, note, created_at
       from jsonb_populate_recordset(null::ledger_entries, $1)
     on conflict (id) do nothing`,
    [JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}
