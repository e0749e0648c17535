/** The queues of this module that whoever is signed in may decide, and how much waits in them. */
import { useApi, useStores } from '@directus/extensions-sdk';
import { computed, onMounted, onUnmounted, reactive } from 'vue';
import { mayLock, mayManagePlay } from '../shared/rights.ts';

const REFRESH_MS = 20_000;

const QUEUES = [
  {
    name: 'unlockRequests',
    icon: 'lock_open',
    to: '/decisions/unlock-requests',
    collection: 'unlock_requests',
    filter: { status: { _eq: 'pending' } },
    isMine: mayLock,
  },
  {
    name: 'attempts',
    icon: 'fact_check',
    to: '/decisions/attempts',
    collection: 'attempts',
    filter: { outcome: { _eq: 'in_review' } },
    isMine: mayManagePlay,
  },
  {
    name: 'rewards',
    icon: 'emoji_events',
    to: '/decisions/rewards',
    collection: 'sessions',
    filter: {
      status: { _eq: 'completed' },
      rewarded_at: { _null: true },
      cancelled_at: { _null: true },
    },
    isMine: mayManagePlay,
  },
] as const;

export type QueueName = (typeof QUEUES)[number]['name'];

/** Shared by all pages, so that a decision shows in the navigation at once. */
const waiting = reactive<Partial<Record<QueueName, number>>>({});

export function useQueues() {
  const api = useApi();
  const stores = useStores();
  const user = stores.useUserStore();
  const { permissions } = stores.usePermissionsStore();

  const mine = QUEUES.filter(({ isMine }) => user.isAdmin || isMine(permissions));
  const queues = computed(() => mine.map((queue) => ({ ...queue, waiting: waiting[queue.name] })));

  /** Counts again what waits; what cannot be counted now keeps its number. */
  async function count(): Promise<void> {
    await Promise.allSettled(
      mine.map(async ({ name, collection, filter }) => {
        const { data } = await api.get<{ data: { count: { id: number | string } }[] }>(
          `/items/${collection}`,
          { params: { aggregate: { count: 'id' }, filter } },
        );
        waiting[name] = Number(data.data[0]?.count.id ?? 0);
      }),
    );
  }
  return { queues, count };
}

/** Calls `work` now and then while the page is looked at. */
export function useRefresh(work: () => Promise<void>): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => {
      if (document.visibilityState === 'visible') void work();
    }, REFRESH_MS);
  });
  onUnmounted(() => clearInterval(timer));
}
