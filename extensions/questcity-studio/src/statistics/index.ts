/** The field that shows how a quest is played, in the quest's form. */
import { defineInterface } from '@directus/extensions-sdk';
import QuestStatistics from './quest-statistics.vue';

export default defineInterface({
  id: 'questcity-statistics',
  name: '$t:studio_statistics',
  icon: 'query_stats',
  component: QuestStatistics,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  options: null,
});
