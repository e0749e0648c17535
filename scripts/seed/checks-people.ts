/** The rules of the domain for the demo accounts and what they did. */
import type { Content } from './content.ts';
import { ledgerOf } from './ledger.ts';

/** What is wrong with the accounts, sessions, reviews and chats; one line per problem. */
export function checkPeople(content: Content): string[] {
  return [
    ...unknownAccounts(content),
    ...orderProblems(content),
    ...sessionProblems(content),
    ...reviewProblems(content),
    ...chatProblems(content),
    ...walletProblems(content),
  ];
}

function* unknownAccounts(content: Content): Generator<string> {
  const known = new Set(content.accounts.map(({ key }) => key));
  const mentioned = [
    ...content.friends.flatMap(({ between }) => between),
    ...[...content.friend_requests, ...content.blocks].flatMap(({ from, to }) => [from, to]),
    ...content.locks.flatMap(({ user, by }) => [user, by]),
    ...content.unlock_requests.flatMap((request) => [request.user, request.decided_by]),
    ...content.purchases.map(({ user }) => user),
    ...content.sessions.flatMap((session) => [
      session.owner,
      ...session.members,
      ...session.invited,
    ]),
    ...content.reviews.flatMap((review) => [review.author, review.responded_by]),
    ...Object.keys(content.favorites),
    ...content.chats.flatMap((chat) => chat.messages.map(({ from }) => from)),
  ];
  for (const key of new Set(mentioned))
    if (key && !known.has(key)) yield `there is no account ${key}`;
}

/** Nobody does anything before joining, or asks to be unlocked before being locked. */
function* orderProblems(content: Content): Generator<string> {
  const joined = new Map(content.accounts.map((account) => [account.key, account.joined]));
  const done = [
    ...content.friends.flatMap(({ between, ago }) => between.map((user) => ({ user, ago }))),
    ...[...content.friend_requests, ...content.blocks].flatMap(({ from, to, ago }) =>
      [from, to].map((user) => ({ user, ago })),
    ),
    ...content.locks,
    ...content.purchases,
    ...content.sessions.flatMap(({ owner, members, invited, ago }) =>
      [owner, ...members, ...invited].map((user) => ({ user, ago })),
    ),
    ...content.chats.flatMap(({ messages }) =>
      messages.map(({ from, ago }) => ({ user: from, ago })),
    ),
  ];
  for (const { user, ago } of done)
    if (ago > (joined.get(user) ?? 0)) yield `${user} does something before joining`;
  for (const { user, ago } of content.unlock_requests) {
    const lock = content.locks.find((one) => one.user === user);
    if (!lock || lock.ago <= ago) yield `${user} asks to be unlocked before being locked`;
  }
}

const pairOf = (a: string, b: string) => [a, b].sort().join(' and ');

function* sessionProblems({ sessions, quests, friends }: Content): Generator<string> {
  const friendships = new Set(friends.map(({ between }) => pairOf(...between)));
  for (const session of sessions) {
    const where = `session ${session.key}:`;
    const quest = quests.find(({ key }) => key === session.quest);
    if (!quest) {
      yield `${where} there is no quest ${session.quest}`;
      continue;
    }
    if (quest.status !== 'published') yield `${where} ${quest.key} is not published`;
    const players = [session.owner, ...session.members, ...session.invited];
    if (players.length > quest.group_size) yield `${where} too many players for ${quest.key}`;
    for (const player of players.slice(1)) {
      if (!friendships.has(pairOf(session.owner, player)))
        yield `${where} ${player} is no friend of the owner`;
    }
    const hours = quest.timeframe && quest.timeframe * (1 + session.extensions);
    if (hours && session.minutes > hours * 60) yield `${where} took longer than its timeframe`;
    if (session.status === 'expired' && session.minutes !== (hours ?? 0) * 60) {
      yield `${where} must expire exactly at its deadline`;
    }
    if ((session.solved === undefined) !== (session.status === 'completed')) {
      yield `${where} give solved, unless completed`;
    }
    if (session.solved !== undefined && session.solved >= quest.points.length) {
      yield `${where} has solved every point, so it is completed`;
    }
    if (session.minutes * 60_000 > session.ago) yield `${where} ends in the future`;
  }
}

function* reviewProblems({ reviews, sessions, favorites, quests }: Content): Generator<string> {
  for (const { quest, author, ago } of reviews) {
    const played = sessions.some(
      (session) =>
        session.quest === quest &&
        [session.owner, ...session.members].includes(author) &&
        session.ago > ago,
    );
    if (!played) yield `review of ${quest} by ${author}: has not played it before`;
  }
  const pairs = reviews.map(({ quest, author }) => `${quest} by ${author}`);
  for (const pair of pairs.filter((one, i) => pairs.indexOf(one) !== i))
    yield `two reviews of ${pair}`;
  for (const [user, keys] of Object.entries(favorites)) {
    for (const key of keys) {
      if (!quests.some((quest) => quest.key === key && quest.status === 'published')) {
        yield `favourite of ${user}: ${key} is no published quest`;
      }
    }
  }
}

function* chatProblems({ chats, sessions, friends }: Content): Generator<string> {
  const friendships = new Set(friends.map(({ between }) => pairOf(...between)));
  for (const chat of chats) {
    const where = `chat ${chat.session ?? chat.between?.join(' and ')}:`;
    if (!chat.between === !chat.session) yield `${where} needs either "between" or "session"`;
    const session = sessions.find(({ key }) => key === chat.session);
    if (chat.session && !session) yield `${where} there is no such session`;
    if (chat.between && !friendships.has(pairOf(...chat.between)))
      yield `${where} they are no friends`;
    const members: string[] = chat.between ?? (session ? [session.owner, ...session.members] : []);
    for (const [i, message] of chat.messages.entries()) {
      if (!members.includes(message.from)) yield `${where} ${message.from} is no member`;
      const earlier = chat.messages[i - 1];
      if (earlier && earlier.ago < message.ago)
        yield `${where} message ${i + 1} is older than the one before`;
    }
    for (const [reader, count] of Object.entries(chat.read)) {
      if (!members.includes(reader)) yield `${where} ${reader} is no member`;
      if (count > chat.messages.length) yield `${where} ${reader} has read more than there is`;
    }
  }
}

function* walletProblems(content: Content): Generator<string> {
  const balances = new Map<string, number>();
  for (const { user, amount } of ledgerOf(content)) {
    const balance = (balances.get(user) ?? 0) + amount;
    balances.set(user, balance);
    if (balance < 0) yield `wallet of ${user} falls to ${balance}`;
  }
  if (balances.get('player1') !== 1000)
    yield `player1 ends with ${balances.get('player1')} credits, not 1000`;
}
