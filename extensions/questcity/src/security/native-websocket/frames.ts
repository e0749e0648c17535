/**
 * Looks at each frame before Directus does, which ends the process over some of them: over many levels,
 * which it writes out by recursion, and over a type that cannot become a text.
 */
import { z } from 'zod';
import { describeIssues } from '../../kernel/http.ts';
import { levelsOf, MOST_LEVELS } from '../../kernel/levels.ts';
import { answerError, type Refusal, type Uid } from './answers.ts';
import type { Connection } from './host.ts';

const uid = z.union([z.string().max(255), z.number()]);
const envelope = z.looseObject({ type: z.string().max(50), uid: uid.optional() });
const credentials = z.union(
  [
    z.looseObject({ access_token: z.string() }),
    z.looseObject({ refresh_token: z.string() }),
    z.looseObject({ email: z.email(), password: z.string() }),
  ],
  { error: 'It needs an "access_token" or a "refresh_token"' },
);

/** Of ws's codes: the message breaks a rule. */
const CLOSE_CODE = 1008;

/**
 * Answers what is no message instead of passing it on. Who has not signed in yet is sent away.
 *
 * @param isSignedIn whether it has, when a frame arrives
 */
export function checkFrames(connection: Connection, isSignedIn: () => boolean): void {
  const emit = connection.emit.bind(connection);
  connection.emit = (event, ...values) => {
    if (event !== 'message') return emit(event, ...values);
    const wrong = whatIsWrong(values[0] as Buffer);
    if (!wrong) return emit(event, ...values);
    const known = isSignedIn();
    answerError(connection, known ? wrong.type : 'auth', wrong, wrong.uid);
    if (!known) connection.close(CLOSE_CODE);
    return true;
  };
}

interface Wrong extends Refusal {
  readonly type: string;
  readonly uid?: Uid;
}

function whatIsWrong(frame: Buffer): Wrong | undefined {
  if (levelsOf(frame) > MOST_LEVELS) {
    return invalid(`A message has at most ${MOST_LEVELS} levels`);
  }
  let message: unknown;
  try {
    message = JSON.parse(frame.toString());
  } catch {
    return invalid('A message is an object in JSON');
  }
  const parsed = envelope.safeParse(message);
  if (!parsed.success) return invalid(describeIssues(parsed.error.issues));
  if (parsed.data.type !== 'auth') return undefined;
  const { error } = credentials.safeParse(message);
  return error && invalid(describeIssues(error.issues), 'auth', parsed.data.uid);
}

function invalid(reason: string, type = 'server', of?: Uid): Wrong {
  const message = `Invalid payload. ${reason}.`;
  return { type, code: 'INVALID_PAYLOAD', message, ...(of !== undefined && { uid: of }) };
}
