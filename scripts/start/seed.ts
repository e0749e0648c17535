/** `npm run seed`: gives the running server the demo content again, as the seeds have it now. */
import { ClearError, fail } from '../lib/clear-error.mjs';
import { withEnvironment } from '../lib/environment.ts';
import { step } from '../lib/progress.mjs';
import { ensureDemo } from './demo.ts';
import { runningSession } from './session.ts';

async function main(): Promise<void> {
  const url = runningSession()?.localUrl;
  if (!url) throw new ClearError('The demo content goes through the server: run npm start first.');
  await withEnvironment(async (environment) => {
    if (environment.settings.NODE_ENV === 'production') {
      throw new ClearError('There is no demo content in production.');
    }
    await step('Demo content', (say) => ensureDemo(environment, url, say, true));
  });
}

main().catch(fail);
