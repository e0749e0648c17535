/**
 * Demo content for development: real cities and quests, and players who have used them for weeks.
 *
 * Everything but the ledger and new passwords goes through REST of the running server, so it passes the same rules
 * as anything that people write, and files land in whatever storage is configured. All ids are fixed: what is there
 * is left alone, whoever changed it since, and a seed that was killed goes on where it stopped.
 *
 * Times count back from the moment when the first file of the demo was uploaded, so that a new
 * installation looks as if it had been in use until just now, and a later run adds nothing new.
 */
import type { ClientBase } from 'pg';
import { seedCatalogue } from './catalogue.ts';
import { seedChats } from './chats.ts';
import { contentProblems } from './checks.ts';
import { type Client, connect } from './client.ts';
import { seedCommunity } from './community.ts';
import { type Content, readContent } from './content.ts';
import { aboutFile, demoFiles, uploadMissing } from './files.ts';
import { seedPeople, setPasswords, type TimeAgo } from './people.ts';
import { seedPlay } from './play.ts';

export interface SeedOptions {
  /** Address of the running server. */
  url: string;
  /** An access token of an administrator. */
  token: string;
  /** The server's database, for the ledger, which nobody writes by hand. */
  database: ClientBase;
  /** The password of every demo account, also of those that had another one. */
  password: string;
  /** Gets a line per step. */
  log: (line: string) => void;
}

/**
 * The content, known to keep the rules.
 *
 * @throws Error listing what is wrong with it.
 */
function goodContent(): Content {
  const content = readContent();
  const problems = contentProblems(content);
  if (problems.length > 0) {
    throw new Error(
      `The demo content breaks the rules:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return content;
}

/** Times before the birth of the demo on this server, to the second. */
async function timesFrom(client: Client): Promise<TimeAgo> {
  const [about] = await client.find('/files', [aboutFile], ['id', 'created_on']);
  const birth = Date.parse(String(about?.created_on));
  return (ago) => new Date(Math.floor((birth - ago) / 1000) * 1000).toISOString();
}

/**
 * Seeds the demo content.
 *
 * @throws Error naming what is wrong in seeds/, or the request that failed and the server's reason.
 */
export async function seedDemo({
  url,
  token,
  database,
  password,
  log,
}: SeedOptions): Promise<void> {
  const content = goodContent();
  const client = connect(url, token);
  const [about, ...files] = demoFiles(content);
  const step = async (what: string, work: Promise<number>) => {
    if ((await work) > 0) log(`Demo content: ${what}`);
  };
  // First and alone: all times count from it.
  if (about) await uploadMissing(client, [about]);
  const at = await timesFrom(client);
  await step(`${files.length} pictures and documents`, uploadMissing(client, files));
  await step(
    `${content.quests.length} quests in ${content.cities.length} cities`,
    seedCatalogue(client, content),
  );
  await step(
    `${content.accounts.length} accounts`,
    seedPeople(client, database, content, password, at),
  );
  await step('the new password of the accounts', setPasswords(database, content, password));
  await step(`${content.sessions.length} sessions`, seedPlay(client, database, content, at));
  await step(`${content.reviews.length} reviews`, seedCommunity(client, content, at));
  await step(`${content.chats.length} chats`, seedChats(client, content, at));
}
