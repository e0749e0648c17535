/**
 * First steps with the SDK: signs in as a demo player, looks for quests, reads one, makes it a
 * favourite and sets a new avatar.
 *
 *     npm run example:sdk                               with the server of `npm start`
 *     npm run example:sdk -- https://play.example.com   with another
 *
 * DEMO_PASSWORD: the password of the demo accounts (questcity-demo unless set).
 */
import { readFile } from 'node:fs/promises';
import {
  aggregate,
  authentication,
  createDirectus,
  isDirectusError,
  readItem,
  readMe,
  rest,
  updateItem,
  uploadFiles,
} from '@directus/sdk';
import { type QuestCard, questcity, type Schema } from '@questcity/sdk';

const url = process.argv[2] ?? 'http://127.0.0.1:8055';
const email = 'player1@demo.example.com';
const password = process.env.DEMO_PASSWORD ?? 'questcity-demo';

/** The folder where players may put their avatars (snapshots/access.yaml). */
const AVATARS = '30000000-0000-4000-8000-000000000003';

if (!URL.canParse(url)) {
  console.error(`${url} is no address of a server, such as http://127.0.0.1:8055.`);
  process.exit(1);
}

const client = createDirectus<Schema>(url)
  .with(authentication('json', { autoRefresh: false }))
  .with(rest())
  .with(questcity());

async function main(): Promise<void> {
  await client.login({ email, password });
  const { id } = await client.request(readMe({ fields: ['id'] }));
  const me = await client.request(readItem('profiles', id, { fields: ['username'] }));
  const entries = await client.request(
    aggregate('ledger_entries', { aggregate: { sum: ['amount'] } }),
  );
  const credits = Number(entries[0]?.sum?.amount ?? 0);
  console.log(`Signed in to ${url} as ${me.username}, who has ${credits} credits.\n`);

  const { data: quests } = await client.listQuests({ sort: 'rating', limit: 5 });
  console.log('The best rated quests:');
  for (const quest of quests) console.log(`  ${describe(quest)}`);
  const best = quests[0];
  if (!best) throw new Error('There are no quests. Does the server have its demo content?');

  const quest = await client.getQuest(best.id);
  console.log(`\n${quest.name}\n  ${quest.description}`);
  console.log(`  For up to ${quest.group_size}, ${quest.level}, ${limitOf(quest.timeframe)}.`);
  console.log(`  It costs ${quest.cost} credits and rewards you with ${quest.reward}.`);
  for (const { name, price, currency } of quest.merch) {
    console.log(`  In its shop: ${name}, ${moneyOf(price, currency)}`);
  }

  await client.addFavorite(quest.id);
  const { data: favorites } = await client.listFavorites();
  console.log(`\nYour favourites: ${favorites.map(({ name }) => name).join(', ')}.`);

  const avatar = await uploadAvatar();
  await client.request(updateItem('profiles', id, { avatar }));
  console.log(
    `Your new avatar: ${new URL(`/assets/${avatar}?key=avatar`, url)} (for who is signed in)`,
  );

  await client.logout();
}

/** Uploads the picture and returns the file's id. The folder must stand before the file. */
async function uploadAvatar(): Promise<string> {
  const picture = await readFile(new URL('avatar.png', import.meta.url));
  const form = new FormData();
  form.append('folder', AVATARS);
  form.append('file', new Blob([picture], { type: 'image/png' }), 'avatar.png');
  const { id } = await client.request(uploadFiles(form));
  return id;
}

function describe({ name, city, rating, reviews_count, points_count }: QuestCard): string {
  const stars =
    rating === null ? 'no reviews yet' : `${rating} of 5 (${counted(reviews_count, 'review')})`;
  return `${name}, ${city?.name ?? 'anywhere'}: ${counted(points_count, 'point')}, ${stars}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function limitOf(hours: number | null): string {
  if (hours === null) return 'without a time limit';
  return hours === 1 ? 'within an hour' : `within ${hours} hours`;
}

/** Prices are in minor units (cents), of which each currency has its own number of digits. */
function moneyOf(price: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(price / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

main().catch((error: unknown) => {
  if (isDirectusError(error)) console.error(`${url} refused: ${error.message}`);
  // What fetch throws when nobody answers.
  else if (error instanceof TypeError && error.cause) {
    console.error(
      `${url} cannot be reached. Another server is named behind the command: npm run example:sdk -- http://127.0.0.1:8056`,
    );
  } else console.error(error);
  process.exitCode = 1;
});
