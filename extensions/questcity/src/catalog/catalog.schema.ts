/** What the catalogue's routes take and give. */
import { z } from 'zod';
import {
  dataOf,
  listOf,
  pageParameters,
  queryInteger,
  queryList,
  queryPosition,
  text,
  uuid,
} from '../kernel/fields.ts';

const Level = z.enum(['easy', 'medium', 'hard']);
const Mileage = z.enum(['5_10', '10_30', '30_100', 'over_100']);

/** Half the Earth's circumference, in metres: no two places are farther apart. */
const FARTHEST_METRES = 20_037_508;

export const QuestSort = z.enum(['relevance', 'rating', 'newest', 'distance', 'popular']);
export type QuestSort = z.infer<typeof QuestSort>;

export const QuestListQuery = z.strictObject({
  ...pageParameters,
  search: text(1, 100)
    .optional()
    .describe(
      'Words in the name, the description, or the name of the city or category, Russian or English; small typos in names of quests are forgiven.',
    ),
  category: queryList(uuid).optional().describe('One or more category ids, separated by commas.'),
  city: queryList(uuid).optional().describe('One or more city ids, separated by commas.'),
  vehicle: queryList(uuid).optional().describe('One or more vehicle ids, separated by commas.'),
  level: queryList(Level).optional().describe('easy, medium, hard; several separated by commas.'),
  group_size: queryInteger(1, 4)
    .optional()
    .describe('Quests whose group size is exactly this; larger ones are left out.'),
  max_cost: queryInteger(0, 2_147_483_647).optional().describe('Costs at most so many credits.'),
  near: queryPosition.optional().describe('latitude,longitude in degrees.'),
  radius: queryInteger(1, FARTHEST_METRES)
    .optional()
    .describe('Only quests that start within so many metres of `near`.'),
  sort: QuestSort.optional().describe(
    'Default: relevance with `search`, else distance with `near`, else newest.',
  ),
});
export type QuestListQuery = z.infer<typeof QuestListQuery>;

const Named = z.object({ id: uuid, name: z.string() });
const WithImage = Named.extend({ image: uuid.nullable().describe('A file: /assets/:id') });

export const QuestCard = z
  .object({
    id: uuid,
    name: z.string(),
    description: z.string().nullable(),
    image: uuid.nullable().describe('A file: /assets/:id'),
    category: WithImage.nullable(),
    city: Named.extend({ time_zone: z.string() }).nullable(),
    vehicle: Named.nullable(),
    group_size: z.int().describe('Players, at most.'),
    level: Level.nullable(),
    mileage: Mileage.nullable().describe('Kilometres.'),
    timeframe: z.int().nullable().describe('Hours; null for no limit.'),
    cost: z.int().describe('Credits.'),
    reward: z.int().describe('Credits.'),
    subscription_only: z.boolean(),
    rating: z.number().nullable().describe('Mean of the reviews, 1 to 5.'),
    reviews_count: z.int(),
    favorites_count: z.int(),
    sessions_count: z.int().describe('How often it was started.'),
    points_count: z.int(),
    published_at: z.iso.datetime({ offset: true }).nullable(),
    is_favorite: z.boolean().describe('Whether it is one of the caller’s favourites.'),
    distance: z
      .number()
      .nullable()
      .describe('Metres from `near` to the start, to 100 m; null without `near`.'),
  })
  .meta({ id: 'QuestCard' });

const Merch = z
  .object({
    id: uuid,
    name: z.string(),
    description: z.string().nullable(),
    price: z.int().describe('In minor units of the currency.'),
    currency: z.string().describe('ISO 4217.'),
    image: uuid.nullable(),
  })
  .meta({ id: 'Merch' });

export const QuestDetail = QuestCard.omit({ distance: true })
  .extend({
    auto_accrual: z
      .boolean()
      .describe('Whether the reward is paid on completion, without a manager’s approval.'),
    pay_extra: z.int().describe('Credits to extend an expired session by its timeframe.'),
    merch: z.array(Merch),
    active_session: uuid.nullable().describe('The caller’s running session of this quest.'),
  })
  .meta({ id: 'QuestDetail' });

export const QuestListBody = listOf(QuestCard);
export const QuestDetailBody = dataOf(QuestDetail);

export const QuestParams = z.strictObject({ id: uuid });
export const PageQuery = z.strictObject(pageParameters);
export type PageQuery = z.infer<typeof PageQuery>;
