/**
 * Why an attempt was refused or is doubted, by its code, as staff read it. Lists have the same words from
 * snapshots/studio.yaml.
 */
import type { ReviewItem } from '@questcity/sdk';
import { dictionary, useTexts } from './texts.ts';

/** Every code that the server gives. */
type ReasonCode = ReviewItem['reasons'][number]['code'];

export const words = dictionary<ReasonCode>(
  {
    too_far: 'Too far from the place',
    too_inaccurate: 'Position too inaccurate',
    too_old: 'Position too old',
    from_the_future: 'Time of the position lies ahead',
    outside_session: 'Position from outside the session',
    out_of_order: 'Older than the position before',
    mocked: 'Simulated position',
    implausible_speed: 'Faster than the vehicle of the quest',
    teleport: 'Jumped farther than anybody can travel',
    repeated_fix: 'Exactly the same position again',
    doubtful_position: 'Several oddities of the position',
    wrong_answer: 'Wrong answer',
    too_many_answers: 'Too many wrong answers',
    unexpected_answer: 'Answer of another kind',
    no_heading: 'No compass heading',
    wrong_heading: 'Photo in the wrong direction',
    photo_differs: 'Photo unlike the reference',
    photo_unsure: 'Photo only partly like the reference',
    photo_unreadable: 'Photo cannot be read',
    no_such_photo: 'No such photo of the player',
    face_check: 'A face is to be recognised',
    review_pending: 'Too many attempts wait for a manager',
    wrong_part: 'Part of the artifact lies elsewhere',
    already_solved: 'Point was solved already',
    session_completed: 'Session was completed already',
    session_abandoned: 'Session was abandoned already',
    session_cancelled: 'Session was cancelled already',
    session_expired: 'Session had expired',
    uploaded_late: 'Sent after the deadline',
    unknown_point: 'Point was not open',
  },
  {
    too_far: 'Слишком далеко от места',
    too_inaccurate: 'Положение неточно',
    too_old: 'Положение устарело',
    from_the_future: 'Время измерения ещё не наступило',
    outside_session: 'Положение не из времени прохождения',
    out_of_order: 'Старше предыдущего положения',
    mocked: 'Подменённое положение',
    implausible_speed: 'Быстрее транспорта квеста',
    teleport: 'Невозможный скачок',
    repeated_fix: 'То же положение до последнего знака',
    doubtful_position: 'Несколько странностей в положении',
    wrong_answer: 'Неверный ответ',
    too_many_answers: 'Слишком много неверных ответов',
    unexpected_answer: 'Ответ не того вида',
    no_heading: 'Нет направления по компасу',
    wrong_heading: 'Снимок не в ту сторону',
    photo_differs: 'Снимок не похож на образец',
    photo_unsure: 'Сходство с образцом неясно',
    photo_unreadable: 'Снимок не читается',
    no_such_photo: 'Нет такого снимка игрока',
    face_check: 'Нужно узнать лицо',
    review_pending: 'Слишком много попыток ждут менеджера',
    wrong_part: 'Часть артефакта в другом месте',
    already_solved: 'Точка уже решена',
    session_completed: 'Прохождение уже завершено',
    session_abandoned: 'Прохождение уже брошено',
    session_cancelled: 'Прохождение уже отменено',
    session_expired: 'Прохождение истекло',
    uploaded_late: 'Прислано после срока',
    unknown_point: 'Точка не открыта',
  },
);

/** A function that puts a code into words; a code it does not know stays readable. */
export function useReasons(): (code: string) => string {
  const { t, has } = useTexts(words);
  return (code) => (has(code) ? t(code) : code.replaceAll('_', ' '));
}
