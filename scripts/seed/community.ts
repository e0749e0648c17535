/** Seeds reviews, with the answers of managers, and favourites. */
import { questId } from './catalogue.ts';
import { type Client, createMissing } from './client.ts';
import type { Content } from './content.ts';
import { demoId } from './ids.ts';
import { type TimeAgo, userId } from './people.ts';

/**
 * Seeds reviews and favourites; who reviews must have played before.
 *
 * @returns How many rows were created.
 */
export async function seedCommunity(
  client: Client,
  content: Content,
  at: TimeAgo,
): Promise<number> {
  const reviews = await createMissing(
    client,
    '/items/reviews',
    content.reviews.map(({ quest, author, ago, responded_by, responded_ago, ...review }) => ({
      ...review,
      id: demoId('review', quest, author),
      quest: questId(quest),
      author: userId(author),
      created_at: at(ago),
      ...(responded_by && { responded_by: userId(responded_by) }),
      ...(responded_ago !== undefined && { responded_at: at(responded_ago) }),
    })),
  );
  const favorites = await createMissing(
    client,
    '/items/favorites',
    Object.entries(content.favorites).flatMap(([user, quests]) =>
      quests.map((quest, i) => ({
        id: demoId('favorite', user, quest),
        user: userId(user),
        quest: questId(quest),
        created_at: at((40 - i * 9) * 86_400_000),
      })),
    ),
  );
  return reviews + favorites;
}
