/** What is said to who deletes a thing that is in use. */
import { migration } from './kit.ts';

export const { up, down } = migration({
  needs: ['quests', 'points', 'sessions'],
  messages: [
    {
      on: 'quests',
      name: 'quests_category_foreign',
      message: 'Quests belong to this category: give them another one first',
    },
    {
      on: 'quests',
      name: 'quests_city_foreign',
      message: 'Quests take place in this city: give them another one first',
    },
    {
      on: 'quests',
      name: 'quests_vehicle_foreign',
      message: 'Quests are made for this vehicle: give them another one first',
    },
    {
      on: 'points',
      name: 'points_activity_foreign',
      message: 'Points of quests have this activity: give them another one first',
    },
    {
      on: 'points',
      name: 'points_tool_foreign',
      message: 'Points of quests have this tool: give them another one or none first',
    },
    {
      on: 'sessions',
      name: 'sessions_quest_foreign',
      message: 'This quest has been played: archive it instead',
    },
    {
      on: 'quests',
      name: 'quests_mileage_known',
      message:
        'mileage must be 5 to 10 km (5_10), 10 to 30 km (10_30), 30 to 100 km (30_100) or over 100 km (over_100)',
      former: 'mileage must be one of: 5_10, 10_30, 30_100, over_100',
    },
  ],
});
