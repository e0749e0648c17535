/** What the routes of other players take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, text, uuid } from '../kernel/fields.ts';
import { PlayerCard } from './player-card.ts';

export const PlayerSearchQuery = z.strictObject({
  ...pageParameters,
  search: text(2, 50).describe(
    'The beginning of a username or name, or its words; small typos are forgiven.',
  ),
});
export type PlayerSearchQuery = z.infer<typeof PlayerSearchQuery>;

const Relation = z
  .enum(['none', 'friend', 'request_sent', 'request_received', 'blocked'])
  .describe('What the player is to the caller; `blocked`: by the caller.');

export const FoundPlayer = PlayerCard.extend({ relation: Relation }).meta({ id: 'FoundPlayer' });

export const PlayerProfile = PlayerCard.extend({
  bio: z.string().nullable(),
  instagram: z.string().nullable().describe('A username on Instagram.'),
  created_at: z.iso.datetime({ offset: true }).describe('When the player joined.'),
  relation: z.union([Relation, z.literal('self')]),
  friend_request: uuid
    .nullable()
    .describe('The id of the request between the two, if one waits for an answer.'),
}).meta({ id: 'PlayerProfile' });

export const PlayerListBody = listOf(FoundPlayer);
export const PlayerProfileBody = dataOf(PlayerProfile);

export const PlayerParams = z.strictObject({ id: uuid });
