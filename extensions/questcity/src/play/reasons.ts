/**
 * Why an attempt was not accepted, or is doubted: a stable code, and what it means in words for the
 * player. The words hold no figures: how far somebody is from a place is for its tool to say.
 */
import { type Language, nearestLanguage } from '../kernel/language.ts';

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

const MESSAGES = {
  // Of the position.
  too_far: {
    'en-US': 'You are not at the place yet. Come closer and try again.',
    'ru-RU': 'Вы ещё не на месте. Подойдите ближе и попробуйте снова.',
  },
  too_inaccurate: {
    'en-US':
      'Your position is not accurate enough. Go outside, wait for a better signal and try again.',
    'ru-RU':
      'Положение определено слишком неточно. Выйдите на открытое место, дождитесь сигнала и попробуйте снова.',
  },
  too_old: {
    'en-US': 'Your position was measured too long ago. Let the phone find it anew and try again.',
    'ru-RU':
      'Положение измерено слишком давно. Дайте телефону определить его заново и попробуйте снова.',
  },
  from_the_future: {
    'en-US': 'Your position carries a time that has not come yet. Check the clock of your phone.',
    'ru-RU': 'Время измерения ещё не наступило. Проверьте часы на телефоне.',
  },
  outside_session: {
    'en-US': 'Your position was measured before the quest began or after it ended.',
    'ru-RU': 'Положение измерено до начала квеста или после его окончания.',
  },
  out_of_order: {
    'en-US':
      'This position is older than one that came before it. Send what happened in its order.',
    'ru-RU': 'Это положение старше уже присланного. Присылайте попытки по порядку.',
  },
  mocked: {
    'en-US':
      'Your phone reports a simulated position. Turn off apps that change it; a manager will look at this attempt.',
    'ru-RU':
      'Телефон сообщает о подменённом положении. Выключите приложения, которые его меняют; попытку проверит менеджер.',
  },
  implausible_speed: {
    'en-US': 'You came here faster than this quest allows. A manager will look at this attempt.',
    'ru-RU': 'Вы оказались здесь быстрее, чем возможно в этом квесте. Попытку проверит менеджер.',
  },
  teleport: {
    'en-US': 'Your position jumped farther than anybody can travel in that time.',
    'ru-RU': 'Положение изменилось сильнее, чем можно проехать за это время.',
  },
  repeated_fix: {
    'en-US': 'Your phone keeps reporting exactly the same position. Let it find the position anew.',
    'ru-RU':
      'Телефон сообщает одно и то же положение до последнего знака. Дайте ему определить положение заново.',
  },
  doubtful_position: {
    'en-US': 'Several things about your position are unusual. A manager will look at this attempt.',
    'ru-RU': 'В данных о положении сразу несколько странностей. Попытку проверит менеджер.',
  },
  // Of the proof.
  wrong_answer: {
    'en-US': 'This answer is not right. Look around and try again.',
    'ru-RU': 'Ответ неверный. Осмотритесь и попробуйте снова.',
  },
  too_many_answers: {
    'en-US': 'There were too many wrong answers at this point. Wait ten minutes and try again.',
    'ru-RU':
      'На этой точке слишком много неверных ответов. Подождите десять минут и попробуйте снова.',
  },
  unexpected_answer: {
    'en-US': 'This point asks for something else. Read its task again.',
    'ru-RU': 'На этой точке нужно другое. Прочитайте задание ещё раз.',
  },
  no_heading: {
    'en-US':
      'Your phone did not say which way it looks. Turn on the compass and take the photo again.',
    'ru-RU': 'Телефон не сообщил, куда он направлен. Включите компас и снимите ещё раз.',
  },
  wrong_heading: {
    'en-US': 'The photo looks the wrong way. Turn and take it again.',
    'ru-RU': 'Снимок сделан не в ту сторону. Повернитесь и снимите ещё раз.',
  },
  photo_differs: {
    'en-US': 'The photo does not show what was asked for. Find the right view and take it again.',
    'ru-RU': 'На снимке не то, что нужно. Найдите нужный вид и снимите ещё раз.',
  },
  photo_unsure: {
    'en-US': 'The photo is not like enough to be sure. A manager will look at it.',
    'ru-RU': 'Сходство снимка с образцом неясно. Его посмотрит менеджер.',
  },
  photo_unreadable: {
    'en-US': 'The photo cannot be read. Send a JPEG, PNG or WebP picture of a usual size.',
    'ru-RU': 'Снимок не читается. Пришлите JPEG, PNG или WebP обычного размера.',
  },
  no_such_photo: {
    'en-US': 'There is no such photo of yours. Upload it first, then send its id.',
    'ru-RU': 'Такого вашего снимка нет. Сначала загрузите его, затем пришлите его id.',
  },
  face_check: {
    'en-US': 'A manager will look at the photo.',
    'ru-RU': 'Снимок посмотрит менеджер.',
  },
  review_pending: {
    'en-US': 'Many of your attempts at this point wait for a manager. Wait for a decision.',
    'ru-RU': 'Много ваших попыток на этой точке ждут менеджера. Дождитесь решения.',
  },
  wrong_part: {
    'en-US': 'This part of the artifact lies elsewhere.',
    'ru-RU': 'Эта часть артефакта лежит в другом месте.',
  },
  // Of the point and the session.
  already_solved: {
    'en-US': 'This point is solved already.',
    'ru-RU': 'Эта точка уже решена.',
  },
  unknown_point: {
    'en-US': 'This point is not open, or there is no such point in this quest.',
    'ru-RU': 'Эта точка ещё закрыта, или такой точки в квесте нет.',
  },
  uploaded_late: {
    'en-US':
      'This came after the time for the quest was over. A manager will decide about the reward.',
    'ru-RU': 'Это пришло после окончания времени квеста. Решение о награде примет менеджер.',
  },
  session_completed: {
    'en-US': 'The quest is completed.',
    'ru-RU': 'Квест уже пройден.',
  },
  session_abandoned: {
    'en-US': 'The quest was given up.',
    'ru-RU': 'Прохождение брошено.',
  },
  session_cancelled: {
    'en-US': 'A manager has ended this quest and given its credits back.',
    'ru-RU': 'Менеджер завершил это прохождение и вернул кредиты.',
  },
  session_expired: {
    'en-US': 'The time for this quest is over. Its owner can extend it.',
    'ru-RU': 'Время квеста вышло. Владелец прохождения может его продлить.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type ReasonCode = keyof typeof MESSAGES;

/** All codes, for the schema of the API and the guide. */
export const REASON_CODES = Object.keys(MESSAGES) as [ReasonCode, ...ReasonCode[]];

/** The reason with its words; `language` is any of Directus's. */
export function reason(code: ReasonCode, language: string | null | undefined): Reason {
  return { code, message: MESSAGES[code][nearestLanguage(language)] };
}
