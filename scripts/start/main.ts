/**
 * `npm start`: database, build, state, server, demo content; then it says where to go and waits.
 * Every step may be cut short by `kill -9` and is done again, or found done, at the next start.
 */
import { mkdirSync } from 'node:fs';
import { prepareSettings, type Settings } from '../../directus.config.ts';
import { build } from '../lib/build.ts';
import { ClearError, fail, machineFault } from '../lib/clear-error.mjs';
import { type Database, openDatabase } from '../lib/database.ts';
import { directusVariables, type Environment } from '../lib/environment.ts';
import { interruptStep, step } from '../lib/progress.mjs';
import { checkRedis } from '../lib/redis.ts';
import { setUp } from '../lib/setup.ts';
import { isExampleAddress, warnings } from '../settings/rules.ts';
import { ensureDemo, refuseDemoAccounts } from './demo.ts';
import { ensureFirstAdministrator, type FirstAdministrator } from './first-administrator.ts';
import { localUrl } from './local-url.ts';
import { ensurePortFree } from './port.ts';
import { startServer } from './server-process.ts';
import { beginSession } from './session.ts';

/** What was begun, last first: how to end it. */
const endings: (() => void | Promise<void>)[] = [];
let ending: Promise<void> | undefined;
/** Who may know of a fault of the machine. */
const faults: (() => string | undefined)[] = [];

/** Ends everything once, however often and by whomever it is asked. */
function endAll(): Promise<void> {
  ending ??= (async () => {
    for (const end of endings.reverse()) {
      try {
        await end();
      } catch (error) {
        console.error(machineFault(error) ?? error);
      }
    }
  })();
  return ending;
}

let running = false;

function listenForTheEnd(): void {
  const stop = (why: string) => {
    if (ending) return;
    interruptStep();
    console.log(`\n${why}: stopping …`);
    // Interrupted while it was starting, the command has failed; while running, it has done its work.
    endAll().then(() => process.exit(running ? 0 : 130));
  };
  process.on('SIGINT', () => stop('Ctrl-C'));
  process.on('SIGTERM', () => stop('Asked to stop'));
  process.on('SIGHUP', () => stop('The terminal is gone'));
  // Whoever started this was killed without a word.
  process.on('disconnect', () => stop('The starting process is gone'));
  // Nobody reads the output any more; that is no reason to leave things half ended.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

/** Ends everything for a reason that came from outside the step under way. */
function giveUp(why: string): void {
  if (ending) return;
  interruptStep();
  console.error(`✖ ${why}`);
  endAll().then(() => process.exit(1));
}

/**
 * Looks after the database every other second: without it nothing works, and while things start, a
 * full disk makes some of them wait for ever.
 */
function watch(database: Database): void {
  setInterval(() => {
    const fault = running ? undefined : database.fault();
    if (fault) giveUp(fault);
    else if (!database.alive()) giveUp('The database stopped by itself.');
  }, 2000).unref();
}

async function main(): Promise<void> {
  listenForTheEnd();
  const settings = prepareSettings();
  for (const warning of warnings(settings)) console.warn(`! ${warning}.`);
  const session = await beginSession();
  endings.push(() => session.end());
  await ensurePortFree(settings.HOST, settings.PORT, session.recovering ? 5000 : 0);

  const opening = openDatabase(settings);
  // Before it is open: whoever is told to stop meanwhile waits for it, and leaves it.
  endings.push(async () => (await opening.catch(() => undefined))?.release());
  const database = await step(
    settings.DB_HOST === undefined ? 'Starting the database' : 'Connecting to the database',
    () => opening,
  );
  faults.push(database.fault);
  watch(database);
  const redis = settings.REDIS;
  if (redis !== undefined) await step('Connecting to Redis', () => checkRedis(redis));
  const environment: Environment = {
    settings,
    database,
    variables: directusVariables(settings, database),
    close: () => database.release(),
  };
  await step('Building', (say) => build(say));
  await step('Applying schema, rules and content', (say) => setUp(environment, say));
  const first = await ensureFirstAdministrator(environment.variables, {
    email: settings.ADMIN_EMAIL,
    password: settings.ADMIN_PASSWORD,
  });
  if (first) endings.push(() => first.leave());
  if (first && settings.NODE_ENV === 'production' && isExampleAddress(first.email)) {
    console.warn(
      `! ADMIN_EMAIL: the administrator is ${first.email}, which gets no mail; make one with an address of your own: npm run admin:create.`,
    );
  }
  if (settings.NODE_ENV === 'production') await refuseDemoAccounts(environment.variables);

  mkdirSync(settings.STORAGE_LOCAL_ROOT, { recursive: true });
  const server = startServer(environment.variables, settings.SERVER_SHUTDOWN_TIMEOUT);
  endings.push(() => server.stop());
  faults.push(server.fault);
  session.serverStarted(server.pid);
  await step('Starting the server', () => server.ready);
  server.died.then((why) => giveUp(`The server stopped by itself: ${why}`));
  if (settings.QUESTCITY_DEMO) {
    await step('Demo content', (say) => ensureDemo(environment, localUrl(settings), say));
  }
  session.serverAnswers(settings.PUBLIC_URL, localUrl(settings));
  running = true;
  sayWhereToGo(settings, first);
  await first?.shown();
}

function sayWhereToGo(settings: Settings, administrator: FirstAdministrator | undefined): void {
  const url = settings.PUBLIC_URL;
  const lines = [
    `Admin app   ${url}/admin`,
    `API         ${url}/api/v2`,
    `API guide   ${url}/api/v2/docs`,
  ];
  if (administrator?.password) {
    lines.push(
      '',
      `Administrator   ${administrator.email}`,
      `Password        ${administrator.password}`,
    );
    lines.push('This password is shown only now. Another one: npm run admin:create');
  } else if (administrator) {
    lines.push('', `Administrator   ${administrator.email}, with the password from ADMIN_PASSWORD`);
  } else {
    lines.push('', 'Administrator   as before (a new password: npm run admin:create)');
  }
  if (settings.QUESTCITY_DEMO) {
    lines.push(
      '',
      'Demo accounts   manager@demo.example.com, editor@…, moderator@…, player1@… to player6@…',
      `Password        ${settings.DEMO_PASSWORD}`,
    );
  }
  console.log(`\n${lines.join('\n')}\n\nCtrl-C stops it.`);
}

main().catch(async (error) => {
  if (ending) return;
  // What a step says of a full disk is often vague; the server's and the database's logs know.
  const fault = faults.map((find) => find()).find(Boolean);
  await endAll();
  fail(fault ? new ClearError(fault) : error);
});
