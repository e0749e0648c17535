/**
 * `npm run example:sdk`: the example of the SDK against the server of `npm start`, wherever it listens,
 * or against the one that is named. The example itself knows nothing of this project's scripts.
 */
import { fail } from '../lib/clear-error.mjs';
import { ownServer } from './server.ts';

if (process.argv[2] === undefined) {
  try {
    const { url, password } = ownServer();
    process.argv[2] = url;
    process.env.DEMO_PASSWORD ??= password;
  } catch (error) {
    fail(error);
  }
}
await import('../../packages/sdk/examples/first-steps.ts');
