/** What happens to catalogue items whichever way they are written. */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import { InvalidPayloadError } from '../kernel/errors.ts';
import { type AnswerKind, answerProblem, hashAnswer } from './answers.ts';

const ANSWER_FIELDS: readonly AnswerKind[] = ['code', 'word', 'qr_secret'];

/** What Directus shows instead of a concealed value; sent back, it means "unchanged". */
const CONCEALED = '**********';

export function registerCatalogHooks(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  { env }: Pick<HookExtensionContext, 'env'>,
): void {
  const pepper = String(env.PEPPER ?? '');
  if (!pepper) throw new Error('PEPPER is not set: answers of points cannot be stored');
  const store = (payload: unknown) => storeAnswers(pepper, payload as Record<string, unknown>);
  filter('points.items.create', store);
  filter('points.items.update', store);
}

/**
 * The payload with its answers hashed.
 * @throws InvalidPayloadError when an answer has the wrong form
 */
export function storeAnswers(
  pepper: string,
  payload: Record<string, unknown>,
): Record<string, unknown> {
  const stored = { ...payload };
  for (const field of ANSWER_FIELDS) {
    const answer = stored[field];
    if (answer === undefined || answer === null) continue;
    if (answer === CONCEALED) {
      delete stored[field];
      continue;
    }
    if (answer === '') {
      stored[field] = null;
      continue;
    }
    const problem = typeof answer === 'string' ? answerProblem(field, answer) : 'must be text';
    if (problem) throw new InvalidPayloadError({ reason: `"${field}" ${problem}` });
    stored[field] = hashAnswer(pepper, field, answer as string);
  }
  return stored;
}
