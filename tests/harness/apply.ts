/** Applies the project's state to the database of the environment, and says whether it changed. */
import { applyState } from '../../scripts/state/apply.ts';

const env = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const { changed } = await applyState({ env, log: (line) => console.error(line), always: true });
console.log(JSON.stringify({ changed }));
