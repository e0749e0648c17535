/**
 * Attacks that try to read what only staff may see. Each is made twice: as a player, whose answer
 * must not hold anything secret, and as an administrator, whose answer must; without that, a
 * misspelt attack would pass for a repelled one.
 */
import { expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import type { Answer, Caller, Callers } from '../../harness/api.ts';
import { CANARY } from '../../harness/world.ts';

export interface Attack {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Answers that refuse: bad request, not allowed, not there, and what is switched off. */
const REFUSALS = [400, 403, 404];

/** E-mail addresses of everybody but the player. */
export const OTHERS_EMAIL = new RegExp(
  `(?<![\\w-])(?!${accounts.player.email.replaceAll('.', '\\.')})[\\w.-]+@test\\.example\\.com`,
);

export function expectNoSecrets({ text }: Answer): void {
  expect(text).not.toMatch(CANARY);
  expect(text).not.toMatch(OTHERS_EMAIL);
}

function make(caller: Caller, { method = 'GET', path, body }: Attack): Promise<Answer> {
  return caller(method, path, { body });
}

/** Registers a test for each attack: refused to the player, and revealing to the administrator. */
export function refused(get: () => Callers, attacks: readonly Attack[]): void {
  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_, attack) => {
    const answer = await make(get().player, attack);
    expectNoSecrets(answer);
    expect(REFUSALS, `${answer.status} ${answer.text}`).toContain(refusalOf(answer));
    await expectControl(get(), attack);
  });
}

/** As {@link refused}, for questions that may be answered, but without anything secret. */
export function harmless(get: () => Callers, attacks: readonly Attack[]): void {
  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_, attack) => {
    const answer = await make(get().player, attack);
    expectNoSecrets(answer);
    expect([200, ...REFUSALS], `${answer.status} ${answer.text}`).toContain(refusalOf(answer));
    await expectControl(get(), attack);
  });
}

async function expectControl(as: Callers, attack: Attack): Promise<void> {
  const control = await make(as.administrator, attack);
  expect(control.status, `control: ${control.text}`).toBe(200);
  expect(control.body?.errors, `control: ${control.text}`).toBeUndefined();
  expect(control.text, 'the control reveals nothing').toMatch(
    new RegExp(`${CANARY.source}|${OTHERS_EMAIL.source}`, 'i'),
  );
}

/** GraphQL refuses with status 200 and errors; everything else with its status. */
function refusalOf({ status, body }: Answer): number {
  return status === 200 && body?.errors ? 403 : status;
}

/**
 * Registers a test for each question whose answer would be one bit of a secret, such as a filter on
 * a hidden field: refused to the player whatever the guess, good for the administrator.
 */
export function unanswerable(get: () => Callers, questions: readonly Attack[]): void {
  test.each(questions.map((question) => [question.name, question] as const))(
    '%s',
    async (_, question) => {
      const answer = await make(get().player, question);
      expectNoSecrets(answer);
      expect(REFUSALS, `${answer.status} ${answer.text}`).toContain(refusalOf(answer));
      const control = await make(get().administrator, question);
      expect(control.status, `control: ${control.text}`).toBe(200);
      expect(control.body?.errors, `control: ${control.text}`).toBeUndefined();
    },
  );
}
