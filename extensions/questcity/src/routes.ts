/** Every route of /api/v2, feature by feature; the OpenAPI document and the SDK follow this list. */
import { accountRoutes } from './accounts/accounts.routes.ts';
import { catalogRoutes } from './catalog/catalog.routes.ts';
import { friendRoutes } from './friends/friends.routes.ts';
import type { Route } from './kernel/route.ts';
import { lockingRoutes } from './locking/locking.routes.ts';
import { attemptRoutes } from './play/attempts.routes.ts';
import { memberRoutes } from './play/members.routes.ts';
import { pointRoutes } from './play/points.routes.ts';
import { reviewQueueRoutes } from './play/review.routes.ts';
import { rewardRoutes } from './play/rewards.routes.ts';
import { sessionRoutes } from './play/sessions.routes.ts';
import { reviewRoutes } from './reviews/reviews.routes.ts';
import { statisticsRoutes } from './statistics/statistics.routes.ts';
import { unlockRequestRoutes } from './unlock-requests/unlock-requests.routes.ts';
import { userRoutes } from './users/users.routes.ts';
import { walletRoutes } from './wallet/wallet.routes.ts';

export const API_ROOT = '/api/v2';

export const routes: readonly Route[] = [
  ...accountRoutes,
  ...catalogRoutes,
  ...reviewRoutes,
  ...friendRoutes,
  ...sessionRoutes,
  ...memberRoutes,
  ...attemptRoutes,
  ...pointRoutes,
  ...reviewQueueRoutes,
  ...rewardRoutes,
  ...userRoutes,
  ...walletRoutes,
  ...lockingRoutes,
  ...unlockRequestRoutes,
  ...statisticsRoutes,
];
