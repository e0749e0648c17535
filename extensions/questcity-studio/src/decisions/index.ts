/**
 * The module with what waits for somebody's decision: doubted attempts, rewards to approve, and requests
 * to be unlocked.
 */
import { defineModule } from '@directus/extensions-sdk';
import { mayLock, mayManagePlay } from '../shared/rights.ts';
import AttemptsPage from './attempts-page.vue';
import FirstQueue from './first-queue.vue';
import RewardsPage from './rewards-page.vue';
import UnlockRequestsPage from './unlock-requests-page.vue';

export default defineModule({
  id: 'decisions',
  name: '$t:studio_decisions',
  icon: 'gavel',
  routes: [
    { path: '', component: FirstQueue },
    { path: 'attempts/:id?', component: AttemptsPage, props: true },
    { path: 'rewards/:id?', component: RewardsPage, props: true },
    { path: 'unlock-requests/:id?', component: UnlockRequestsPage, props: true },
  ],
  preRegisterCheck: (user, permissions) =>
    user.admin_access === true || mayManagePlay(permissions) || mayLock(permissions),
});
