import { insert } from '../../../harness/postgres.ts';
import type { Room, Scene } from './scene.ts';

const AMOUNT = 4711;

/** An entry that makes the balance of `player` what nobody else has. */
async function entry({ client, cast }: Scene) {
  const id = crypto.randomUUID();
  const { rows } = await client.query('select credits from profiles where id = $1', [
    cast.player.id,
  ]);
  const amount = AMOUNT - rows[0].credits || 1;
  await insert(client, 'ledger_entries', {
    ...{ id, user: cast.player.id, kind: 'adjustment', amount, reference: id },
  });
  return { id, balance: rows[0].credits + amount };
}

export const wallet: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /wallet                      401    200    200   200     200       200   401    401
    GET /wallet/entries              401    200    200   200     200       200   401    401
  `,
  stages: {
    'GET /wallet': async (scene) => ({ hides: `"balance":${(await entry(scene)).balance}` }),
    'GET /wallet/entries': async (scene) => ({ hides: (await entry(scene)).id }),
  },
};
