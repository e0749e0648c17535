/** What a moderator may know of an account, read through Directus's own API. */
import type { useApi } from '@directus/extensions-sdk';

type Api = ReturnType<typeof useApi>;

interface Decider {
  username: string;
}

interface LockEvent {
  id: string;
  event: 'lock' | 'unlock';
  reason: string | null;
  decided_by: Decider | null;
  created_at: string;
}

export interface UnlockRequest {
  id: string;
  status: 'pending' | 'approved' | 'rejected';
  reason: string;
  message: string;
  note: string | null;
  decided_by: Decider | null;
  decided_at: string | null;
  created_at: string;
}

export interface Account {
  id: string;
  email: string | null;
  status: string;
  last_access: string | null;
  profile: {
    username: string;
    full_name: string | null;
    avatar: string | null;
    bio: string | null;
    created_at: string;
  };
  locks: LockEvent[];
  requests: UnlockRequest[];
  /** Whether whoever is signed in may lock and unlock it: an administrator, only another one may. */
  lockable: boolean;
  /** Undefined for who may not read reviews. */
  reviews: { count: number; hidden: number } | undefined;
}

/** One line of the history. */
export interface HistoryEntry {
  id: string;
  kind: 'locked' | 'unlocked' | 'asked' | 'approved' | 'rejected';
  time: string;
  /** Who did it; null where it is the player or not known. */
  by: string | null;
  text: string | null;
}

export const REQUEST_FIELDS = [
  ...['id', 'status', 'reason', 'message', 'note', 'created_at', 'decided_at'],
  'decided_by.username',
];

const MOST = 100;

/** Reads an account by its id, which is its profile's id too. */
export async function readAccount(api: Api, id: string, signal: AbortSignal): Promise<Account> {
  const read = async <T>(path: string, params: object): Promise<T> =>
    (await api.get<{ data: T }>(path, { params, signal })).data.data;
  const mine = { user: { _eq: id } };
  const [user, profile, locks, requests, rights, reviews] = await Promise.all([
    read<Pick<Account, 'id' | 'email' | 'status' | 'last_access'>>(`/users/${id}`, {
      fields: ['id', 'email', 'status', 'last_access'],
    }),
    read<Account['profile']>(`/items/profiles/${id}`, {
      fields: ['username', 'full_name', 'avatar', 'bio', 'created_at'],
    }),
    read<LockEvent[]>('/items/account_locks', {
      fields: ['id', 'event', 'reason', 'created_at', 'decided_by.username'],
      filter: mine,
      sort: ['-created_at'],
      limit: MOST,
    }),
    read<UnlockRequest[]>('/items/unlock_requests', {
      fields: REQUEST_FIELDS,
      filter: mine,
      sort: ['-created_at'],
      limit: MOST,
    }),
    read<{ update: { access: boolean } }>(`/permissions/me/directus_users/${id}`, {}),
    countReviews(api, id, signal),
  ]);
  return { ...user, profile, locks, requests, lockable: rights.update.access, reviews };
}

async function countReviews(
  api: Api,
  author: string,
  signal: AbortSignal,
): Promise<Account['reviews']> {
  try {
    const { data } = await api.get<{ data: { status: string; count: { id: number | string } }[] }>(
      '/items/reviews',
      { params: { aggregate: { count: 'id' }, groupBy: ['status'], filter: { author } }, signal },
    );
    const counts = data.data.map(({ status, count }) => ({ status, count: Number(count.id) }));
    const sum = (rows: typeof counts) => rows.reduce((total, { count }) => total + count, 0);
    return { count: sum(counts), hidden: sum(counts.filter(({ status }) => status === 'hidden')) };
  } catch {
    return undefined;
  }
}

/** What happened to the account, the newest first. */
export function historyOf({ locks, requests }: Account): HistoryEntry[] {
  const events = locks.map(
    ({ id, event, reason, decided_by, created_at }): HistoryEntry => ({
      id: `${id}-${event}`,
      kind: event === 'lock' ? 'locked' : 'unlocked',
      time: created_at,
      by: decided_by?.username ?? null,
      text: reason,
    }),
  );
  const asked = requests.flatMap((request): HistoryEntry[] => {
    const { id, status, reason, note, decided_by, created_at, decided_at } = request;
    const question: HistoryEntry = {
      id: `${id}-asked`,
      kind: 'asked',
      time: created_at,
      by: null,
      text: reason,
    };
    if (status === 'pending' || !decided_at) return [question];
    const by = decided_by?.username ?? null;
    return [question, { id: `${id}-${status}`, kind: status, time: decided_at, by, text: note }];
  });
  return [...events, ...asked].sort((one, other) => other.time.localeCompare(one.time));
}
