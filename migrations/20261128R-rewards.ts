/** Rewards that wait for a manager's approval. */
import { migration } from './kit.ts';

export const { up, down } = migration({
  needs: ['sessions'],
  rules: [
    {
      on: 'sessions',
      name: 'sessions_rewarded_or_cancelled',
      rule: 'check (rewarded_at is null or cancelled_at is null)',
      message: 'A session is either rewarded or cancelled and refunded, not both',
    },
  ],
  indexes: [
    // The queue of managers, the first completed first.
    {
      on: 'sessions',
      name: 'sessions_reward_waits',
      using: `(coalesce(ended_at, started_at), id)
              where status = 'completed' and rewarded_at is null and cancelled_at is null`,
    },
  ],
});
