/** `npm run build`: builds configuration, migrations and extensions; `--force` even if unchanged. */
import { build } from './lib/build.ts';
import { fail } from './lib/clear-error.mjs';
import { step } from './lib/progress.mjs';

await step('Building', (say) => build(say, process.argv.includes('--force'))).catch(fail);
