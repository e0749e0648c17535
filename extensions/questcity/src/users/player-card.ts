/** A player as other players see them, the same in every list. Never the e-mail. */
import { z } from 'zod';
import { raw } from '../kernel/database.ts';
import { uuid } from '../kernel/fields.ts';

export const PlayerCard = z
  .object({
    id: uuid,
    username: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    full_name: z.string().nullable(),
    avatar: uuid.nullable().describe('A file: /assets/:id'),
  })
  .meta({ id: 'PlayerCard' });

/** The card as JSON, of the row `p` of profiles. */
export const PLAYER_CARD = raw(`json_build_object(
    'id', p.id, 'username', p.username, 'first_name', p.first_name, 'last_name', p.last_name,
    'full_name', p.full_name, 'avatar', p.avatar)`);

/** Joins the profile `p` of a player by id, if the account is active: others are nowhere to be seen. */
export const activePlayer = (id: string) =>
  raw(
    `join profiles p on p.id = ${id} join directus_users u on u.id = ${id} and u.status = 'active'`,
  );
