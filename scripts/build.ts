/** `npm run build`: builds configuration, migrations and extensions; `--force` even if unchanged. */
import { build } from './lib/build.ts';
import { fail } from './lib/clear-error.mjs';
import { startProgress } from './lib/progress.ts';

const progress = startProgress('QuestCity build');
await progress.step('Building', (say) => build(say, process.argv.includes('--force'))).catch(fail);
