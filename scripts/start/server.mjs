/**
 * The process that is the server. Directus's own command line would do, but it loads every other
 * command as well (memory) and asks the npm registry for a newer version at each start (time).
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The launcher may be killed with -9; the server must not stay behind. `ready` goes the same way up.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

const directus = createRequire(import.meta.url).resolve('directus/package.json');
const server = createRequire(directus).resolve('@directus/api/server');
const { startServer } = await import(pathToFileURL(server).href);
await startServer();
