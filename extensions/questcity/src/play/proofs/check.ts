/**
 * What an attempt proves at a point, once its position is accepted: one rule per activity. Pure: what
 * has to be read or computed first (earlier wrong answers, parts held, the photo) is passed in.
 */
import { degreesBetween } from '../geodesy.ts';
import type { ReasonCode } from '../reasons.ts';
import { checkAnswer } from './answers.ts';
import type { PhotoFinding } from './photo-rules.ts';

export type Activity =
  | 'catch_ghost'
  | 'take_photo'
  | 'download_file'
  | 'scan_qr'
  | 'enter_code'
  | 'enter_word'
  | 'pick_up_artifact';

export type PhotoKind = 'face_verification' | 'direction_check' | 'photo_matching';

/** What a point asks for, as pinned in the session. */
export interface Task {
  readonly activity: Activity;
  readonly photoKind?: PhotoKind | null | undefined;
  /** Degrees clockwise from true north, and how many either side of it are right. */
  readonly heading?: number | null | undefined;
  readonly headingTolerance?: number | null | undefined;
  /** Hashes: see catalog/answers.ts. */
  readonly code?: string | null | undefined;
  readonly word?: string | null | undefined;
  readonly qrSecret?: string | null | undefined;
  /** Part numbers of a divided artifact; empty for a whole one. */
  readonly parts: readonly number[];
}

/** What the player sent besides the position. */
export interface Answer {
  readonly word?: string | undefined;
  readonly code?: string | undefined;
  readonly qr?: string | undefined;
  readonly file_id?: string | undefined;
  readonly part?: number | undefined;
}

export interface Evidence {
  readonly answer?: Answer | undefined;
  /** Of the accepted fix. */
  readonly heading?: number | undefined;
  /** The part that lies at the place of the accepted fix. */
  readonly partHere?: number | null | undefined;
  /** Parts the session holds already. */
  readonly partsHeld?: readonly number[];
  /** Wrong answers at this point lately, of all members. */
  readonly wrongAnswers?: number;
  /** What was found about the photo of `answer.file_id`: see photos.ts. */
  readonly photo?: PhotoFinding | undefined;
  readonly pepper: string;
}

export interface ProofResult {
  /** `arrived`: there, and the proof is still to come. */
  readonly outcome: 'arrived' | 'solved' | 'rejected' | 'in_review';
  readonly reasons: readonly ReasonCode[];
  /** The parts held afterwards, in their order; only of a divided artifact. */
  readonly parts?: readonly number[];
}

const SOLVED: ProofResult = { outcome: 'solved', reasons: [] };
const ARRIVED: ProofResult = { outcome: 'arrived', reasons: [] };

const rejected = (...reasons: ReasonCode[]): ProofResult => ({ outcome: 'rejected', reasons });
const inReview = (...reasons: ReasonCode[]): ProofResult => ({ outcome: 'in_review', reasons });

/** Which answer each activity takes. */
const ANSWER_OF: Record<Activity, keyof Answer | undefined> = {
  catch_ghost: undefined,
  download_file: undefined,
  take_photo: 'file_id',
  scan_qr: 'qr',
  enter_code: 'code',
  enter_word: 'word',
  pick_up_artifact: 'part',
};

/** Judges the proof of an attempt whose position was accepted. */
export function checkProof(task: Task, evidence: Evidence): ProofResult {
  const { answer = {}, wrongAnswers = 0, pepper } = evidence;
  const expected = ANSWER_OF[task.activity];
  const given = (Object.keys(answer) as (keyof Answer)[]).filter(
    (key) => answer[key] !== undefined,
  );
  if (given.some((key) => key !== expected)) return rejected('unexpected_answer');

  const checked = (...[kind, text, stored]: CheckedAnswer): ProofResult => {
    if (text === undefined) return ARRIVED;
    const problem = checkAnswer(pepper, kind, text, stored, wrongAnswers);
    return problem ? rejected(problem) : SOLVED;
  };

  switch (task.activity) {
    case 'catch_ghost':
    case 'download_file':
      return SOLVED;
    case 'enter_code':
      return checked('code', answer.code, task.code);
    case 'enter_word':
      return checked('word', answer.word, task.word);
    case 'scan_qr':
      return checked('qr_secret', answer.qr, task.qrSecret);
    case 'pick_up_artifact':
      return checkParts(task, evidence);
    case 'take_photo':
      return answer.file_id === undefined ? ARRIVED : checkPhoto(task, evidence);
  }
}

type CheckedAnswer = [
  kind: 'code' | 'word' | 'qr_secret',
  text: string | undefined,
  stored: string | null | undefined,
];

/** A whole artifact is picked up by being there; a divided one part by part. */
function checkParts(task: Task, { answer, partHere, partsHeld = [] }: Evidence): ProofResult {
  if (task.parts.length === 0) return SOLVED;
  if (partHere == null || (answer?.part !== undefined && answer.part !== partHere)) {
    return rejected('wrong_part');
  }
  const parts = task.parts.filter((part) => part === partHere || partsHeld.includes(part));
  return { outcome: parts.length === task.parts.length ? 'solved' : 'arrived', reasons: [], parts };
}

function checkPhoto(task: Task, { heading, photo }: Evidence): ProofResult {
  if (!photo || photo === 'missing') return rejected('no_such_photo');
  if (photo === 'unreadable') return rejected('photo_unreadable');
  switch (task.photoKind) {
    case 'direction_check':
      return checkHeading(task, heading);
    case 'photo_matching':
      if (photo === 'match') return SOLVED;
      return photo === 'different' ? rejected('photo_differs') : inReview('photo_unsure');
    default:
      // A face is never judged by the server, and a point whose kind is missing by a person too.
      return inReview('face_check');
  }
}

function checkHeading(task: Task, heading: number | undefined): ProofResult {
  if (heading === undefined) return rejected('no_heading');
  // Publishing needs both; a point without them is for a person to judge.
  if (task.heading == null || task.headingTolerance == null) return inReview('photo_unsure');
  const off = degreesBetween(task.heading, heading);
  return off <= task.headingTolerance ? SOLVED : rejected('wrong_heading');
}
